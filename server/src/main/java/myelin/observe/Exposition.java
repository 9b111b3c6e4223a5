package myelin.observe;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import myelin.core.id.ServerName;
import org.jspecify.annotations.Nullable;

/// Shows the metrics as Prometheus reads them, together with those of the process and of the Java machine.
/// What it needs is loaded by the first scrape. For all threads; scrapes wait for one another.
public final class Exposition {

    private final Metrics metrics;
    private final ServerName serverName;
    private final String version;
    private @Nullable PrometheusRegistry machine; // guarded by this

    /// @param serverName the label `server_name` of all that is counted
    /// @param version of this program, for `synapse_build_info`
    public Exposition(Metrics metrics, ServerName serverName, String version) {
        this.metrics = metrics;
        this.serverName = serverName;
        this.version = version;
    }

    /// All metrics at this moment.
    ///
    /// @param contentType what `body` is
    /// @param body the text
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Page(String contentType, byte[] body) {}

    /// All metrics at this moment, in the newest format that the reader takes.
    ///
    /// @param accept the reader's `Accept` header, or an empty text
    public synchronized Page page(String accept) {
        ExpositionFormatWriter writer = ExpositionFormats.init().findWriter(accept);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, snapshots());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Page(writer.getContentType(), out.toByteArray());
    }

    private MetricSnapshots snapshots() {
        if (machine == null) {
            machine = new PrometheusRegistry();
            JvmMetrics.builder().register(machine); // and those of the process, process_…
        }
        List<MetricSnapshot> all = new ArrayList<>(machine.scrape().stream().toList());
        metrics.families().forEach((name, family) -> all.add(snapshot(name, family)));
        all.add(info("synapse_build_info", "Build information", buildInfo(version)));
        all.add(info("synapse_server_name_info", "The name of the server", Labels.EMPTY));
        return new MetricSnapshots(all);
    }

    private static Labels buildInfo(String version) {
        return Labels.of(
                "version",
                version,
                "javaversion",
                Runtime.version().toString(),
                "osversion",
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    private MetricSnapshot info(String name, String help, Labels labels) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().labels(named(labels)).value(1).build())
                .build();
    }

    private MetricSnapshot snapshot(String name, Metrics.Family family) {
        return switch (family) {
            case Metrics.Family.Counted(var help, var counter) -> counted(name, help, counter);
            case Metrics.Family.Timed(var help, var timer) -> timed(name, help, timer);
            case Metrics.Family.Read read -> read.grows() ? counts(name, read) : read(name, read);
        };
    }

    private MetricSnapshot counted(String name, String help, Counter counter) {
        CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(help);
        counter.read()
                .forEach((values, count) ->
                        builder.dataPoint(
                                CounterDataPointSnapshot.builder()
                                        .labels(labels(counter.labelNames(), values))
                                        .value(count)
                                        .build()));
        return builder.build();
    }

    private MetricSnapshot timed(String name, String help, Timer timer) {
        List<Double> bounds = new ArrayList<>(Timer.BOUNDS);
        bounds.add(Double.POSITIVE_INFINITY);
        HistogramSnapshot.Builder builder = HistogramSnapshot.builder().name(name).help(help);
        timer.read()
                .forEach((values, reading) ->
                        builder.dataPoint(
                                HistogramDataPointSnapshot.builder()
                                        .labels(labels(timer.labelNames(), values))
                                        .classicHistogramBuckets(
                                                ClassicHistogramBuckets.of(
                                                        bounds, reading.counts()))
                                        .sum(reading.sum())
                                        .build()));
        return builder.build();
    }

    private MetricSnapshot read(String name, Metrics.Family.Read family) {
        GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(family.help());
        family.values()
                .get()
                .forEach((value, number) ->
                        builder.dataPoint(
                                GaugeDataPointSnapshot.builder()
                                        .labels(labels(family, value))
                                        .value(number.doubleValue())
                                        .build()));
        return builder.build();
    }

    private MetricSnapshot counts(String name, Metrics.Family.Read family) {
        CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(family.help());
        family.values()
                .get()
                .forEach((value, number) ->
                        builder.dataPoint(
                                CounterDataPointSnapshot.builder()
                                        .labels(labels(family, value))
                                        .value(number.doubleValue())
                                        .build()));
        return builder.build();
    }

    private Labels labels(Metrics.Family.Read family, String value) {
        return family.labelNames().isEmpty()
                ? named(Labels.EMPTY)
                : labels(family.labelNames(), List.of(value));
    }

    private Labels labels(List<String> names, List<String> values) {
        return named(Labels.of(names, values));
    }

    private Labels named(Labels labels) {
        return labels.add("server_name", serverName.value());
    }
}
