package io.nfs2s3.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Puts the page together: one document with all that it needs, so that it works without internet and its policy is short. */
final class DashboardPage {
    /** The version of {@code pom.xml}. */
    private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private static final String STYLE_PLACE = "/* the style of uPlot */";
    private static final String SCRIPT_PLACE = "/* the script of uPlot */";

    private DashboardPage() {}

    static String html() {
        return resource("/nfs2s3/dashboard.html")
                .replace(STYLE_PLACE, resource(CHARTS + "uPlot.min.css"))
                .replace(SCRIPT_PLACE, resource(CHARTS + "uPlot.iife.min.js"));
    }

    private static String resource(String name) {
        try (InputStream stream = DashboardPage.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the class path lacks " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar cannot be read", e);
        }
    }
}
