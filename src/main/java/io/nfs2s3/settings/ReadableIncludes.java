package io.nfs2s3.settings;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a settings file includes. The library takes a file that this user may not read for one that is not there, and leaves it out in
 * silence, with its limits and kinds; such a file is refused here. Immutable.
 */
final class ReadableIncludes implements ConfigIncluder, ConfigIncluderFile {
    /** What the library adds to a name. */
    private static final List<String> SYNTAXES = List.of("", ".conf", ".json", ".properties");

    private final @Nullable ConfigIncluder library;

    /** @param library its own way, which it gives to {@link #withFallback} before it asks for anything */
    ReadableIncludes(@Nullable ConfigIncluder library) {
        this.library = library;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return library == null ? new ReadableIncludes(fallback) : this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        SYNTAXES.stream()
                .map(syntax -> context.relativeTo(what + syntax))
                .flatMap(Stream::ofNullable)
                .map(ConfigParseable::origin)
                .flatMap(origin -> Stream.ofNullable(origin.filename()))
                .forEach(file -> require(Path.of(file)));
        return Objects.requireNonNull(library, "the library gave no way of its own")
                .include(context, what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        require(what.toPath());
        return ConfigFactory.parseFileAnySyntax(what, context.parseOptions()).root();
    }

    static void require(Path file) {
        if (Files.exists(file) && !Files.isReadable(file)) {
            throw new SettingsException(List.of(
                    "the settings include " + file + ", which this user may not read: let it, or leave that out"));
        }
    }
}
