package io.nfs2s3.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.nfs2s3.queue.QueueName;
import java.util.List;

/** Names the queues that the settings leave without a name after the site's place on S3, so that no two sites share them. */
final class SiteQueues {
    private static final List<String> USES = List.of("uploads", "backfill");

    private SiteQueues() {}

    /** The settings with these names; where each comes from stays as it is. */
    static Config named(Config config) {
        Config named = config;
        for (String use : USES) {
            String key = "sqs." + use;
            if (config.hasPath(key) && config.getValue(key).unwrapped().equals("")) {
                String name = QueueName.ofSite(text(config, "s3.bucket"), text(config, "s3.prefix"), use);
                ConfigValue value = ConfigValueFactory.fromAnyRef(name)
                        .withOrigin(config.getValue(key).origin());
                named = named.withValue(key, value);
            }
        }
        return named;
    }

    /** Also of what is no text, which is told as wrong later. */
    private static String text(Config config, String key) {
        return config.hasPath(key)
                ? String.valueOf(config.getValue(key).unwrapped()).strip()
                : "";
    }
}
