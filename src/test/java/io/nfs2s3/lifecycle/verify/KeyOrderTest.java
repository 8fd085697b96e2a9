package io.nfs2s3.lifecycle.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
    private static final List<String> NAMES = List.of(
            "",
            "a",
            "a-b",
            "a_b",
            "A",
            "\u00E9",
            "a.b",
            "a/b",
            "\uE000",
            "\uD7FF",
            "\uFFFF",
            "a\uD800\uDC00",
            "\uD800\uDC00",
            "\uD83D\uDE00",
            " ",
            "+",
            "%",
            "\u0416",
            "a b",
            "ab");

    private static int byBytes(String a, String b) {
        return Integer.signum(
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void keys_are_in_the_order_of_their_utf_8_bytes() {
        for (String a : NAMES) {
            for (String b : NAMES) {
                assertThat(Integer.signum(KeyOrder.compare(a, b)))
                        .as("%s and %s", a, b)
                        .isEqualTo(byBytes(a, b));
            }
        }
    }

    @Test
    void any_two_are() {
        Random random = new Random(19);
        for (int i = 0; i < 20_000; i++) {
            String a = name(random);
            String b = name(random);
            assertThat(Integer.signum(KeyOrder.compare(a, b)))
                    .as("%s and %s", a, b)
                    .isEqualTo(byBytes(a, b));
        }
    }

    private static String name(Random random) {
        int[] points = IntStream.range(0, random.nextInt(4))
                .map(i -> switch (random.nextInt(4)) {
                    case 0 -> 'a' + random.nextInt(3);
                    case 1 -> 0xD7FE + random.nextInt(2);
                    case 2 -> 0xE000 + random.nextInt(0x1FFF);
                    default -> 0x10000 + random.nextInt(0x1000);
                })
                .toArray();
        return new String(points, 0, points.length);
    }
}
