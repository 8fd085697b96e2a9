package io.nfs2s3.settings;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.util.List;

/**
 * What settings on standard input, or from another pipe, include. It has no directory that a name could be relative to, and the library would leave
 * out in silence what it does not find. Immutable.
 */
final class PipedIncludes implements ConfigIncluder, ConfigIncluderFile {
    /** The library's own way is the one that leaves out. */
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        throw new SettingsException(
                List.of("the settings include \"" + what + "\", but standard input, or a pipe, has no directory:"
                        + " write include file(\"/its/whole/path\"), or name the settings file with --config"));
    }

    /** A file has a directory, so what it includes is found as ever. */
    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        ReadableIncludes.require(what.toPath());
        return ConfigFactory.parseFileAnySyntax(what, context.parseOptions().setIncluder(new ReadableIncludes(null)))
                .root();
    }
}
