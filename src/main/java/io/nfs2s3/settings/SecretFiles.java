package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.nfs2s3.settings.Origin.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts secrets in their place that are in files of their own: of {@code database.password} that which
 * {@code database.passwordFile} names, or else the credential of that name that systemd gives the service.
 *
 * <p>The environment wins over a credential, and a credential over the settings file. In either of the two a secret and
 * its file are not both set.
 */
final class SecretFiles {
    private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";
    private static final int MOST_BYTES = 64 * 1024;

    /** Who set a key, the stronger ones last. */
    private enum Layer {
        NONE,
        FILE,
        ENVIRONMENT
    }

    private SecretFiles() {}

    /** @param problems gets what is wrong, one line each */
    static Config over(Config config, Map<String, String> environment, List<String> problems) {
        Config merged = config;
        for (String key : Defaults.secrets()) {
            try {
                merged = withSecret(merged, key, credential(key, environment));
            } catch (IllegalArgumentException e) {
                problems.add(Places.behind(String.valueOf(e.getMessage()), merged));
                merged = layer(merged, key) == Layer.NONE ? merged.withValue(key, unknown()) : merged;
            }
        }
        return merged;
    }

    /** What is wrong is said once: a secret that cannot be read does not also count as missing. */
    private static ConfigValue unknown() {
        return ConfigValueFactory.fromAnyRef(
                "unknown-for-it-cannot-be-read", new Origin(Kind.SECRET_FILE, "that cannot be read", 0).description());
    }

    private static Config withSecret(Config config, String key, Optional<Path> credential) {
        String fileKey = Defaults.fileKey(key);
        Layer own = layer(config, key);
        Layer named = layer(config, fileKey);
        if (own != Layer.NONE && own == named) {
            throw new IllegalArgumentException(key + " and " + fileKey + " are both set: leave one of them out");
        }
        if (credential.isPresent() && own != Layer.ENVIRONMENT && named != Layer.ENVIRONMENT) {
            return with(config, key, "the credential " + key, credential.get(), Kind.CREDENTIAL);
        }
        if (named.compareTo(own) <= 0) {
            return config;
        }
        Path file = new ValueReader(config).parsed(fileKey, Path::of);
        String what = ValueReader.shown(fileKey, file.toString());
        if (!file.isAbsolute()) {
            throw new IllegalArgumentException(what + " must be an absolute path of a file, or empty");
        }
        return with(config, key, what, file, Kind.SECRET_FILE);
    }

    private static Optional<Path> credential(String key, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(CREDENTIALS))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, key))
                .filter(Files::exists);
    }

    /** One that is empty is none. */
    private static Layer layer(Config config, String key) {
        if (!config.hasPath(key) || "".equals(config.getValue(key).unwrapped())) {
            return Layer.NONE;
        }
        Origin origin = Origin.of(config.getValue(key).origin());
        return origin.place().equals(EnvironmentVariables.nameOf(key)) ? Layer.ENVIRONMENT : Layer.FILE;
    }

    private static Config with(Config config, String key, String what, Path file, Kind kind) {
        String secret = text(what, file);
        return config.withValue(
                key, ConfigValueFactory.fromAnyRef(secret, new Origin(kind, file.toString(), 0).description()));
    }

    private static String text(String what, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IllegalArgumentException(what + ": the file has more than " + Sizes.show(MOST_BYTES));
            }
            String secret = withoutLineBreak(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
            if (secret.isEmpty()) {
                throw new IllegalArgumentException(what + ": the file is empty");
            }
            return secret;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(what + ": there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException(what + ": this user may not read the file", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(what + ": the file is not UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(what + ": the file cannot be read: " + e.getMessage(), e);
        }
    }

    /** Editors and {@code echo} end a file with one. */
    private static String withoutLineBreak(String text) {
        return text.replaceFirst("\r?\n\\z", "");
    }
}
