package io.nfs2s3.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** A page of a {@link Browser}, used as a person does: what is clicked is there to be clicked, and text comes by keys. */
public final class BrowserPage {
    private static final int SMALL = 600;
    private static final int HEIGHT = 800;

    /** Where it is the element itself, and nothing in front of it, that takes the click. */
    private static final String CLICK = """
            (() => {
              const element = document.querySelector(%s);
              if (element === null || element.disabled) return false;
              element.scrollIntoView({block: 'center'});
              const box = element.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              if (top === null || !element.contains(top)) return false;
              element.focus();
              element.click();
              return true;
            })()""";

    private static final String FAULTS = """
            axe.run(document, {resultTypes: ['violations']}).then(found => found.passes.length === 0
              ? ['axe-core looked at nothing']
              : found.violations.flatMap(fault => fault.nodes.map(node =>
                fault.id + ' at ' + node.target.join(' ') + ': ' + node.failureSummary)))""";

    private final DevTools tools;
    private final String session;
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final AtomicLong received = new AtomicLong();

    BrowserPage(DevTools tools, String session) {
        this.tools = tools;
        this.session = session;
        tools.listen(session, this::take);
        List.of("Page", "Network", "Runtime", "Log").forEach(domain -> ask(domain + ".enable", Map.of()));
    }

    private JsonNode ask(String method, Map<String, ?> parameters) {
        return tools.ask(session, method, parameters);
    }

    private void take(String method, JsonNode fields) {
        switch (method) {
            case "Network.requestWillBeSent" ->
                requests.add(fields.at("/request/url").asText());
            case "Network.loadingFinished" ->
                received.addAndGet(fields.path("encodedDataLength").asLong());
            case "Runtime.exceptionThrown" ->
                errors.add(fields.path("exceptionDetails").toString());
            case "Runtime.consoleAPICalled" -> {
                if (!fields.path("type").asText().matches("log|info|debug")) {
                    errors.add(fields.path("args").toString());
                }
            }
            case "Log.entryAdded" -> errors.add(fields.at("/entry/text").asText());
            default -> {}
        }
    }

    /** What its console shows: errors and warnings, and what nobody caught. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** The addresses of all requests so far, of all sorts. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Bytes of all answers that came to their end, heads included. */
    public long received() {
        return received.get();
    }

    public void open(String address) {
        ask("Page.navigate", Map.of("url", address));
        await("document.readyState === 'complete'");
    }

    /** From now on its window is so wide, in pixels, and its user likes it dark or light. Nothing moves by itself. */
    public void look(int width, boolean dark) {
        Map<String, String> scheme = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        Map<String, String> still = Map.of("name", "prefers-reduced-motion", "value", "reduce");
        ask("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme, still)));
        resize(width, HEIGHT);
    }

    private void resize(int width, int height) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < SMALL));
    }

    /** The value of an expression, or what its promise comes to. */
    public JsonNode value(String expression) {
        JsonNode answer = ask(
                "Runtime.evaluate",
                Map.of("expression", expression, "returnByValue", true, "awaitPromise", true, "userGesture", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.at("/result/value");
    }

    /** Waits until an expression is true. */
    public void await(String expression) {
        Awaitility.await(expression)
                .atMost(Patience.LIMIT)
                .until(() -> value(expression).asBoolean());
    }

    /** Waits until the text of the element with this id has a part. */
    public void awaitText(String id, String part) {
        await("document.getElementById(" + quoted(id) + ").textContent.includes(" + quoted(part) + ")");
    }

    /** Waits until an element is there and shown, or none is. */
    public void awaitShown(String selector, boolean shown) {
        await("[...document.querySelectorAll(" + quoted(selector) + ")].some(e => e.checkVisibility()) === " + shown);
    }

    public String text(String id) {
        return value("document.getElementById(" + quoted(id) + ").textContent").asText();
    }

    /** Clicks as soon as that can be done. */
    public void click(String selector) {
        await(CLICK.formatted(quoted(selector)));
    }

    /** Puts text into a field. */
    public void type(String selector, String text) {
        click(selector);
        ask("Input.insertText", Map.of("text", text));
    }

    /** The width of what would not fit into the window, in pixels. */
    public int overflow() {
        return value("document.documentElement.scrollWidth - window.innerWidth").asInt();
    }

    /** What axe-core objects to: faults of accessibility. */
    public List<String> faults() {
        if (value("typeof axe").asText().equals("undefined")) {
            value(axe() + "; null");
        }
        List<String> faults = new ArrayList<>();
        value(FAULTS).forEach(fault -> faults.add(fault.asText()));
        return faults;
    }

    private static String axe() {
        try (InputStream in = BrowserPage.class.getResourceAsStream("/axe.min.js")) {
            if (in == null) {
                throw new IllegalStateException("axe.min.js is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a picture of the whole page, with all that one would have to scroll to. */
    public void picture(Path file, int width) {
        resize(
                width,
                Math.max(HEIGHT, value("document.documentElement.scrollHeight").asInt()));
        String data = ask("Page.captureScreenshot", Map.of("format", "png"))
                .path("data")
                .asText();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        resize(width, HEIGHT);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
    }
}
