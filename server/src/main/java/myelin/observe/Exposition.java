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
import org.jspecify.annotations.Nullable;

/// Shows the metrics as Prometheus reads them, together with those of the process and of the Java machine.
/// What it needs is loaded by the first scrape. For all threads; scrapes wait for one another.
public final class Exposition {

    private final Metrics metrics;
    private final String version;
    private @Nullable PrometheusRegistry machine; // guarded by this

    /// @param version of this program, for `synapse_build_info`
    public Exposition(Metrics metrics, String version) {
        this.metrics = metrics;
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
        all.add(buildInfo());
        return new MetricSnapshots(all);
    }

    private MetricSnapshot buildInfo() {
        Labels labels =
                Labels.of(
                        "version",
                        version,
                        "javaversion",
                        Runtime.version().toString(),
                        "osversion",
                        System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return GaugeSnapshot.builder()
                .name("synapse_build_info")
                .help("Build information")
                .dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(1).build())
                .build();
    }

    private static MetricSnapshot snapshot(String name, Metrics.Family family) {
        return switch (family) {
            case Metrics.Family.Counted(var help, var counter) -> counted(name, help, counter);
            case Metrics.Family.Timed(var help, var timer) -> timed(name, help, timer);
            case Metrics.Family.Read read -> read(name, read);
        };
    }

    private static MetricSnapshot counted(String name, String help, Counter counter) {
        CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(help);
        counter.read()
                .forEach((labels, value) ->
                        builder.dataPoint(
                                CounterDataPointSnapshot.builder()
                                        .labels(Labels.of(counter.labelNames(), labels))
                                        .value(value)
                                        .build()));
        return builder.build();
    }

    private static MetricSnapshot timed(String name, String help, Timer timer) {
        List<Double> bounds = new ArrayList<>(Timer.BOUNDS);
        bounds.add(Double.POSITIVE_INFINITY);
        HistogramSnapshot.Builder builder = HistogramSnapshot.builder().name(name).help(help);
        timer.read()
                .forEach((labels, reading) ->
                        builder.dataPoint(
                                HistogramDataPointSnapshot.builder()
                                        .labels(Labels.of(timer.labelNames(), labels))
                                        .classicHistogramBuckets(
                                                ClassicHistogramBuckets.of(
                                                        bounds, reading.counts()))
                                        .sum(reading.sum())
                                        .build()));
        return builder.build();
    }

    private static MetricSnapshot read(String name, Metrics.Family.Read family) {
        GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(family.help());
        family.values()
                .get()
                .forEach((label, value) ->
                        builder.dataPoint(
                                GaugeDataPointSnapshot.builder()
                                        .labels(labels(family.labelNames(), label))
                                        .value(value)
                                        .build()));
        return builder.build();
    }

    private static Labels labels(List<String> names, String value) {
        return names.isEmpty() ? Labels.EMPTY : Labels.of(names, List.of(value));
    }
}
