package myelin.admin;

import static myelin.http.Caller.ADMIN;

import java.util.List;
import java.util.Optional;
import myelin.cluster.BackgroundUpdate;
import myelin.cluster.Jobs;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.sql.Database;

/// Watching, pausing and starting background updates.
final class BackgroundUpdateEndpoints {

    private static final String BASE = "/_synapse/admin/v1/background_updates/";

    private final Database database;
    private final Jobs jobs;

    BackgroundUpdateEndpoints(Database database, Jobs jobs) {
        this.database = database;
        this.jobs = jobs;
    }

    List<Route> routes() {
        return List.of(
                Route.get(BASE + "status").caller(ADMIN).synapse().to(this::status),
                Route.get(BASE + "enabled").caller(ADMIN).synapse().to(this::enabled),
                Route.post(BASE + "enabled").caller(ADMIN).synapse().to(this::enable),
                Route.post(BASE + "start_job").caller(ADMIN).synapse().to(this::startJob));
    }

    /// The job that runs, under the name of the database as Synapse has it.
    private JsonObject status(Request request) {
        JsonObject.Builder current = JsonObject.builder();
        jobs.current().ifPresent(job -> current.put("master", progress(job)));
        return JsonObject.of("enabled", jobs.enabled(), "current_updates", current.build());
    }

    private static JsonObject progress(BackgroundUpdate job) {
        return JsonObject.builder()
                .put("name", job.name())
                .put("total_item_count", job.itemsDone())
                .put("total_duration_ms", job.durationMs())
                .put("average_items_per_ms", Math.round(job.itemsPerMs()))
                .build();
    }

    private JsonObject enabled(Request request) {
        return JsonObject.of("enabled", jobs.enabled());
    }

    record Enable(boolean enabled) {}

    private JsonObject enable(Request request) {
        boolean enabled = request.body(Enable.class).enabled();
        jobs.enable(enabled);
        return JsonObject.of("enabled", enabled);
    }

    record StartJob(String jobName) {}

    private JsonObject startJob(Request request) {
        String name = request.body(StartJob.class).jobName();
        if (!jobs.isKnown(name)) {
            throw MatrixError.invalidParam("There is no job '" + name + "'");
        }
        boolean added = database.transact(tx -> jobs.add(tx, name, Optional.empty(), 0));
        if (!added) {
            throw MatrixError.invalidParam("The job '" + name + "' is waiting already");
        }
        return JsonObject.EMPTY;
    }
}
