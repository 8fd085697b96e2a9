package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands as a person at a terminal does, with one settings file. */
record Commands(Path config) {
    /** What a command printed and its exit code. */
    record Ran(int code, List<String> out, List<String> err) {
        List<JsonNode> json() {
            return out.stream().map(Commands::json).toList();
        }

        /** Of a command that prints one line. */
        JsonNode onlyJson() {
            assertThat(out).hasSize(1);
            return json().get(0);
        }

        /** The command failed and says why in one plain line. */
        String error(int expectedCode) {
            assertThat(code).as("out=%s err=%s", out, err).isEqualTo(expectedCode);
            assertThat(err).hasSize(1);
            assertThat(err.get(0)).startsWith("nfs2s3: ").doesNotContain("Exception");
            return err.get(0);
        }
    }

    /** @param line the command and its arguments; none of them has a space in it */
    Ran run(String line) {
        return run(List.of(line.split(" ", -1)));
    }

    Ran run(List<String> words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> arguments = new ArrayList<>(words);
        arguments.add("--config");
        arguments.add(config.toString());
        String[] line = arguments.toArray(String[]::new);
        int code = CommandLines.create(new PrintWriter(out, true), new PrintWriter(err, true), line)
                .execute(line);
        return new Ran(
                code, out.toString().lines().toList(), err.toString().lines().toList());
    }

    /** The same with that on standard input, of which a process has only one. */
    Ran given(byte[] input, String line) {
        synchronized (Commands.class) {
            InputStream before = System.in;
            System.setIn(new ByteArrayInputStream(input));
            try {
                return run(line);
            } finally {
                System.setIn(before);
            }
        }
    }

    /** What a command printed that must have ended well. */
    List<String> done(String line) {
        return done(List.of(line.split(" ", -1)));
    }

    List<String> done(List<String> words) {
        Ran ran = run(words);
        assertThat(ran.code()).as("err=%s", ran.err()).isZero();
        return ran.out();
    }

    static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            return fail("not JSON: " + line, e);
        }
    }
}
