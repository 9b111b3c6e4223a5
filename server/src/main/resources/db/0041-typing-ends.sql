-- Who looks for rooms where somebody types need not read those where nobody does.
CREATE INDEX typing_expires ON typing (expires) WHERE expires > 0;
