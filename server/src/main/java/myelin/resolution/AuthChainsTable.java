package myelin.resolution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import myelin.sql.Batch;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Where the state events stand on chains, and the links between these.
final class AuthChainsTable {

    private static final Sql INSERT_STEP =
            Sql.of(
                    """
                    INSERT INTO auth_chain_steps (number, chain, step)
                    VALUES (:number, :chain, :step)\
                    """);

    private static final Sql INSERT_LINK =
            Sql.of(
                    """
                    INSERT INTO auth_chain_links (chain, step, to_chain, to_step)
                    VALUES (:chain, :step, :toChain, :toStep)\
                    """);

    private static final Sql STEPS =
            Sql.of("SELECT number, chain, step FROM auth_chain_steps WHERE number {in :numbers}");

    private static final Sql STRETCH =
            Sql.of(
                    """
                    SELECT number, chain, step FROM auth_chain_steps
                    WHERE chain = :chain AND step >= :from AND step <= :to\
                    """);

    private static final Sql LAST_STEPS =
            Sql.of(
                    """
                    SELECT chain, max(step) AS step FROM auth_chain_steps
                    WHERE chain {in :chains} GROUP BY chain\
                    """);

    private static final Sql LINKS_FROM =
            Sql.of(
                    """
                    SELECT chain, step, to_chain, to_step FROM auth_chain_links
                    WHERE chain {in :chains}\
                    """);

    private static final Sql LINKS_TO =
            Sql.of(
                    """
                    SELECT chain, step, to_chain, to_step FROM auth_chain_links
                    WHERE to_chain {in :chains} AND to_step >= :step\
                    """);

    private static final Sql DELETE_STEPS =
            Sql.of("DELETE FROM auth_chain_steps WHERE number {in :numbers}");

    /// A chain has the number of the event with which it begins.
    private static final Sql DELETE_LINKS =
            Sql.of("DELETE FROM auth_chain_links WHERE chain {in :numbers}");

    /// Deletes the places of events, and with the first of a chain its links to others.
    void delete(Tx tx, Collection<Long> numbers) {
        tx.update(DELETE_STEPS).bindLongs("numbers", numbers).run();
        tx.update(DELETE_LINKS).bindLongs("numbers", numbers).run();
    }

    void insertSteps(Tx tx, Map<Long, Place> places) {
        Batch batch = tx.batch(INSERT_STEP);
        places.forEach((number, place) ->
                batch.bind("number", number)
                        .bind("chain", place.chain())
                        .bind("step", place.step())
                        .add());
        batch.run();
    }

    void insertLinks(Tx tx, Collection<Link> links) {
        Batch batch = tx.batch(INSERT_LINK);
        for (Link link : links) {
            batch.bind("chain", link.from().chain())
                    .bind("step", link.from().step())
                    .bind("toChain", link.to().chain())
                    .bind("toStep", link.to().step())
                    .add();
        }
        batch.run();
    }

    /// Where these events stand.
    Map<Long, Place> places(Tx tx, Collection<Long> numbers) {
        Map<Long, Place> places = new HashMap<>();
        numbers.forEach(number -> places.put(number, Place.alone(number)));
        tx.query(STEPS)
                .bindLongs("numbers", numbers)
                .forEach(row -> places.put(row.number("number"), place(row)));
        return places;
    }

    /// The events on a stretch of a chain.
    ///
    /// @param from the first step
    /// @param to the last step
    Map<Long, Place> stretch(Tx tx, long chain, long from, long to) {
        Map<Long, Place> places = new HashMap<>();
        if (from <= 1) {
            places.put(chain, Place.alone(chain));
        }
        tx.query(STRETCH)
                .bind("chain", chain)
                .bind("from", from)
                .bind("to", to)
                .forEach(row -> places.put(row.number("number"), place(row)));
        return places;
    }

    /// The last step of each of the chains that has more than one.
    Map<Long, Long> lastSteps(Tx tx, Collection<Long> chains) {
        Map<Long, Long> steps = new HashMap<>();
        tx.query(LAST_STEPS)
                .bindLongs("chains", chains)
                .forEach(row -> steps.put(row.number("chain"), row.number("step")));
        return steps;
    }

    List<Link> linksFrom(Tx tx, Collection<Long> chains) {
        return tx.query(LINKS_FROM).bindLongs("chains", chains).list(AuthChainsTable::link);
    }

    /// The links to one of the chains, at or after a step of it.
    List<Link> linksTo(Tx tx, Map<Long, Long> steps) {
        Map<Long, List<Long>> chainsByStep = new HashMap<>();
        steps.forEach((chain, step) ->
                chainsByStep.computeIfAbsent(step, _ -> new ArrayList<>()).add(chain));
        List<Link> links = new ArrayList<>();
        chainsByStep.forEach((step, chains) ->
                links.addAll(
                        tx.query(LINKS_TO)
                                .bindLongs("chains", chains)
                                .bind("step", step)
                                .list(AuthChainsTable::link)));
        return links;
    }

    private static Link link(Row row) {
        return new Link(place(row), new Place(row.number("to_chain"), row.number("to_step")));
    }

    private static Place place(Row row) {
        return new Place(row.number("chain"), row.number("step"));
    }
}
