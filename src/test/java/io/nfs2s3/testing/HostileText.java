package io.nfs2s3.testing;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Texts as an attacker, or a site that has seen twenty years of uploads, would write them. */
public final class HostileText {
    private HostileText() {}

    /** Any text: also control characters, surrogate pairs and halves of them. */
    public static Arbitrary<String> any() {
        return Arbitraries.strings().ofMaxLength(60);
    }

    /** Texts of pieces that mean something to the one who reads them, in any order, among pieces that mean nothing. */
    public static Arbitrary<String> of(String... pieces) {
        return Arbitraries.oneOf(Arbitraries.of(pieces), Arbitraries.strings().ofMaxLength(3))
                .list()
                .ofMaxSize(12)
                .map(HostileText::join)
                .withoutEdgeCases();
    }

    /** Like paths, legal or not, and some that would leave the root. */
    public static Arbitrary<String> paths() {
        Arbitrary<String> pieced = of(
                "/",
                "/",
                ".",
                "..",
                "../",
                "./",
                "a",
                "images",
                "é",
                "\uD83D\uDE00",
                "\uD800",
                "\0",
                "\\",
                "\n",
                "%2e",
                "%2F",
                "~g1",
                "~g2",
                ".jpg",
                " ",
                "+",
                "#",
                "?",
                "é".repeat(300));
        return Arbitraries.oneOf(pieced, any());
    }

    private static String join(List<String> pieces) {
        return String.join("", pieces);
    }
}
