package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.uploads.StoredObjects;
import io.nfs2s3.testing.TestSite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;

/** The bucket that both sites share, with objects of strangers, looked at without nfs2s3. */
final class Bucket {
    private static final String STRANGE = "not yours: ";
    /** Beside the prefixes of the sites, and named like what is theirs; not {@code b}, which the embedded store has as a file. */
    private static final List<String> STRANGERS = List.of(
            "images/old0/0.jpg", "a.jpg", "a-/images/old1/1.jpg", "B/images/old1/1.jpg", "b.", "zz/audio/1.jpg");

    private final TestSite site;
    private final String name;

    Bucket(TestSite site, String name) {
        this.site = site;
        this.name = name;
    }

    void putStrangers() {
        STRANGERS.forEach(key ->
                site.s3().putObject(request -> request.bucket(name).key(key), RequestBody.fromString(STRANGE + key)));
    }

    /** What became of the strangers' objects. */
    List<String> touched(Map<String, byte[]> objects) {
        List<String> touched = new ArrayList<>();
        for (String key : STRANGERS) {
            byte[] object = objects.get(key);
            if (object == null || !new String(object, StandardCharsets.UTF_8).equals(STRANGE + key)) {
                touched.add(key + " is " + (object == null ? "gone" : "another"));
            }
        }
        return touched;
    }

    /** What came from nowhere. */
    List<String> strange(Map<String, byte[]> objects, List<House> houses) {
        return objects.keySet().stream()
                .filter(key -> !STRANGERS.contains(key))
                .filter(key -> houses.stream().noneMatch(house -> key.startsWith(house.prefix())))
                .map(key -> key + " is below no prefix")
                .toList();
    }

    static List<String> leaked(Map<String, byte[]> objects) {
        List<String> leaked = new ArrayList<>();
        objects.forEach((key, bytes) -> {
            if (new String(bytes, StandardCharsets.ISO_8859_1).contains(LinksSwapped.SECRET)) {
                leaked.add(key + " has the bytes of a file that is not below the source root");
            }
        });
        return leaked;
    }

    Map<String, byte[]> read() {
        return StoredObjects.of(site, name);
    }
}
