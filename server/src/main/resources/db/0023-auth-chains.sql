-- owner: resolution
-- Only steps after the first: a state event which is not here stands alone or begins a chain, which has its number.
CREATE TABLE auth_chain_steps (
    -- sqlite: number INTEGER NOT NULL PRIMARY KEY, -- of the event, as in state_nodes
    -- postgres: number BIGINT NOT NULL PRIMARY KEY, -- of the event, as in state_nodes
    chain               BIGINT NOT NULL, -- number of the event with which the chain begins
    step                BIGINT NOT NULL, -- how far along the chain; each event cites the one a step before it
    UNIQUE (chain, step)
);

-- owner: resolution
-- Which events cite events of other chains, unless that follows from another link.
CREATE TABLE auth_chain_links (
    chain               BIGINT NOT NULL, -- where the event which cites stands
    step                BIGINT NOT NULL,
    to_chain            BIGINT NOT NULL, -- where the event stands which it cites
    to_step             BIGINT NOT NULL,
    PRIMARY KEY (chain, step, to_chain)
);
CREATE INDEX auth_chain_links_to ON auth_chain_links (to_chain, to_step);
