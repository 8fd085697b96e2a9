package io.nfs2s3.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Legal media paths that a careless encoder gets wrong. The same ones at each run. */
final class NastyNames {
    private static final List<String> PARTS = List.of(
            " ",
            "  ",
            "+",
            "%",
            "%20",
            "%2F",
            "%2e%2e",
            "%00",
            "#",
            "?",
            "&",
            "=",
            ";",
            ":",
            "@",
            "!",
            "$",
            "'",
            "\"",
            "(",
            ")",
            "*",
            ",",
            "[",
            "]",
            "{",
            "}",
            "|",
            "\\",
            "^",
            "`",
            "<",
            ">",
            "~",
            "~g2",
            ".",
            "..",
            "...",
            "-",
            "_",
            "\t",
            "\n",
            "\r",
            "\r\n",
            "\u0001",
            "\u001F",
            "\u007F",
            "\u0080",
            "\u00A0",
            "\u00E9",
            "e\u0301",
            "\u00DF",
            "\u0130",
            "\u200B",
            "\u202E",
            "\u2028",
            "\uFEFF",
            "\uFFFD",
            "\u65E5\u672C",
            "\uD83D\uDE00",
            "\uD800\uDC00",
            "index.html",
            "http:",
            "a",
            "Z",
            "0");
    private static final int LONGEST = 40;

    private NastyNames() {}

    /** Each part alone, each ASCII character between two letters, then mixtures. Each in a folder of its own. */
    static List<String> list(int count) {
        List<String> names = new ArrayList<>();
        PARTS.stream().filter(part -> !part.equals(".") && !part.equals("..")).forEach(names::add);
        for (char c = 1; c < 0x80; c++) {
            if (c != '/') {
                names.add("a" + c + "b.jpg");
            }
        }
        Random random = new Random(6);
        while (names.size() < count) {
            names.add(random.ints(2 + random.nextInt(LONGEST), 0, PARTS.size())
                    .mapToObj(PARTS::get)
                    .collect(Collectors.joining("", "x", "y")));
        }
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            paths.add("images/" + i + "/" + names.get(i));
        }
        return paths;
    }
}
