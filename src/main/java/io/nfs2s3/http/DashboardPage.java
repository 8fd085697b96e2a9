package io.nfs2s3.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Puts the page together: one document with all that it needs, so that it works without internet and its policy is short. */
final class DashboardPage {
    /** Of the library, and names the version that is on the class path. */
    private static final String LIBRARY = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    private static final String STYLE_PLACE = "/* the style of uPlot */";
    private static final String SCRIPT_PLACE = "/* the script of uPlot */";

    private DashboardPage() {}

    static String html() {
        String charts = "/META-INF/resources/webjars/uplot/" + version() + "/dist/";
        return resource("/nfs2s3/dashboard.html")
                .replace(STYLE_PLACE, resource(charts + "uPlot.min.css"))
                .replace(SCRIPT_PLACE, resource(charts + "uPlot.iife.min.js"));
    }

    private static String version() {
        try {
            Properties library = new Properties();
            library.load(new StringReader(resource(LIBRARY)));
            return library.getProperty("version");
        } catch (IOException e) {
            throw new IllegalStateException(LIBRARY + " cannot be read", e);
        }
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
