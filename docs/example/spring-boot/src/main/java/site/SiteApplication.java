package site;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** A site that takes photos and shows them. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SiteApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(SiteApplication.class, arguments);
    }
}
