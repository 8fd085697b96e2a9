package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PagePolicyTest {
    private static final String PAGE = "<style>a</style><script>b</script>";

    @Test
    void another_script_gets_another_policy() {
        assertThat(PagePolicy.of(PAGE))
                .contains("script-src 'sha256-")
                .contains("default-src 'none'")
                .doesNotContain("unsafe")
                .isNotEqualTo(PagePolicy.of("<style>a</style><script>c</script>"));
    }

    /** {@code printf b | openssl dgst -sha256 -binary | base64}. */
    @Test
    void the_hash_is_the_one_that_browsers_compute() {
        assertThat(PagePolicy.of(PAGE)).contains("'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='");
    }

    @Test
    void a_page_without_a_script_is_refused() {
        assertThatThrownBy(() -> PagePolicy.of("<style>a</style>")).hasMessageContaining("<script>");
    }

    @Test
    void the_dashboard_has_nothing_that_its_policy_forbids() throws IOException {
        try (var stream = PagePolicyTest.class.getResourceAsStream("/nfs2s3/dashboard.html")) {
            assertThat(stream).isNotNull();
            String page = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(page)
                    .containsOnlyOnce("<script")
                    .containsOnlyOnce("<style")
                    .doesNotContainPattern("\\s(style|on[a-z]+)=")
                    .doesNotContain("http://", "https://", "//cdn");
        }
    }
}
