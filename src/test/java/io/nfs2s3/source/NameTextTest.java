package io.nfs2s3.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NameTextTest {
    @Test
    void what_is_no_text_is_shown_by_its_bytes_and_the_rest_as_it_is() {
        assertThat(NameText.printable("写 café é.jpg".getBytes(UTF_8))).isEqualTo("写 café é.jpg");
        assertThat(NameText.printable("café.jpg".getBytes(ISO_8859_1))).isEqualTo("caf\\xE9.jpg");
        assertThat(NameText.printable(new byte[] {'a', (byte) 0xFF, (byte) 0xE5, (byte) 0x86}))
                .isEqualTo("a\\xFF\\xE5\\x86");
        assertThat(NameText.printable("a\nb\u0085\\x41")).isEqualTo("a\\x0Ab\\xC2\\x85\\\\x41");
    }

    @Test
    void the_bytes_of_a_name_are_those_on_the_disk() {
        Path name =
                Path.of(URI.create("file:///media/a%20%25%FF+%E5%86%99.jpg")).getFileName();

        assertThat(NameText.bytes(name)).isEqualTo(new byte[] {
            'a', ' ', '%', (byte) 0xFF, '+', (byte) 0xE5, (byte) 0x86, (byte) 0x99, '.', 'j', 'p', 'g'
        });
        assertThat(NameText.isText(name, name.toString())).isFalse();
    }

    @Test
    void a_replacement_character_on_the_disk_is_text() {
        Path name = Path.of("\uFFFD.jpg");

        assertThat(NameText.isText(name, name.toString())).isTrue();
    }
}
