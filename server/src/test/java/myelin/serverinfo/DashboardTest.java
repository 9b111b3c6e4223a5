package myelin.serverinfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;

/// The curves which Synapse's dashboard has and which mean the same here: it finds them under its names and labels.
final class DashboardTest {

    /// Names with the labels by which the dashboard asks, beside `server_name`.
    private static final List<String> ON_THE_DASHBOARD =
            List.of(
                    "synapse_build_info{version}",
                    "synapse_server_name_info{}",
                    "process_cpu_seconds_total{}",
                    "process_max_fds{}",
                    "process_open_fds{}",
                    "process_resident_memory_bytes{}",
                    "process_start_time_seconds{}",
                    "synapse_background_process_db_txn_duration_seconds_total{name}",
                    "synapse_background_process_in_flight_count{name}",
                    "synapse_background_process_start_count_total{name}",
                    "synapse_event_persisted_position{}",
                    "synapse_event_processing_positions{name}",
                    "synapse_http_server_in_flight_requests_count{servlet}",
                    "synapse_http_server_requests_received_total{method,servlet}",
                    "synapse_http_server_response_db_txn_duration_seconds_total{method,servlet,tag}",
                    "synapse_http_server_response_time_seconds_bucket{code,method,servlet,tag}",
                    "synapse_http_server_response_time_seconds_count{code,method,servlet,tag}",
                    "synapse_http_server_response_time_seconds_sum{code,method,servlet,tag}",
                    "synapse_http_server_responses_total{code,method}",
                    "synapse_notifier_listeners{}",
                    "synapse_notifier_users{}",
                    "synapse_notifier_users_woken_by_stream_total{stream}",
                    "synapse_storage_events_persisted_events_total{}",
                    "synapse_storage_events_persisted_events_sep_total{origin_type,type}",
                    "synapse_storage_schedule_time_bucket{}",
                    "synapse_storage_schedule_time_sum{}",
                    "synapse_storage_transaction_time_count_total{desc}",
                    "synapse_storage_transaction_time_sum_total{desc}",
                    "synapse_util_caches_cache{name}",
                    "synapse_util_caches_cache_evicted_size{name}",
                    "synapse_util_caches_cache_hits{name}",
                    "synapse_util_caches_cache_size{name}");

    private static final Pattern WORD = Pattern.compile("(\\w+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    private static final List<String> OURS =
            List.of(
                    "myelin_background_updates_pending{}",
                    "myelin_database_waiting{}",
                    "myelin_follower_lag{follower}",
                    "myelin_request_body_bytes{account}",
                    "myelin_state_nodes{}");

    @BothDatabases
    @Configured("enable_metrics: true")
    void whatIsOnSynapsesDashboardIsCounted(TestServer server) throws InterruptedException {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String since = alice.sync().next();
        Thread polling =
                Thread.startVirtualThread(
                        () -> alice.get("/sync?timeout=60000&since=" + since).ok());
        while (!page(server).contains("synapse_notifier_listeners{server_name=\"test\"} 1.0")) {
            Thread.onSpinWait();
        }
        alice.says(room, "hello");
        polling.join();
        server.awaitIdle();

        String page = page(server);

        ON_THE_DASHBOARD.forEach(family -> assertShown(page, family));
        OURS.forEach(family -> assertShown(page, family));
        assertThat(page)
                .contains(
                        "synapse_storage_events_persisted_events_sep_total{origin_type=\"local\",server_name=\"test\",type=\"m.room.message\"} 1.0")
                .contains("type=\"*other*\"")
                .contains(
                        "synapse_notifier_users_woken_by_stream_total{server_name=\"test\",stream=\"events\"}")
                .containsPattern(
                        "synapse_util_caches_cache_hits\\{name=\"access_tokens\",server_name=\"test\"} [1-9]");
    }

    @BothDatabases
    @Configured("enable_metrics: true")
    void whatThePoolDoesIsShownWhereThereIsOne(TestDatabase database, TestServer server) {
        boolean pool = database.kind() == TestDatabase.Kind.POSTGRES;
        assertThat(
                        page(server)
                                .contains(
                                        "myelin_database_connections{server_name=\"test\",state=\"in_use\"}"))
                .isEqualTo(pool);
    }

    /// @param family its name with those of its labels
    private static void assertShown(String page, String family) {
        String name = family.substring(0, family.indexOf('{'));
        List<String> labels = names(WORD, family.substring(name.length()));
        assertThat(page.lines())
                .as(family)
                .anyMatch(line ->
                        (line.startsWith(name + "{") || line.startsWith(name + " "))
                                && names(LABEL, line).containsAll(labels));
    }

    private static List<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static String page(TestServer server) {
        return server.page("/_synapse/metrics");
    }
}
