package io.nfs2s3.http;

import io.nfs2s3.progress.SiteFigures;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the metrics show beside the report.
 *
 * @param version of this build
 * @param site read with each report, on the thread that reads it; empty when it cannot be read
 * @param host asked at each scrape; answers at once
 */
public record Telemetry(String version, Supplier<Optional<SiteFigures>> site, Supplier<HostFigures> host) {}
