package io.nfs2s3.lab.packaging;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Says what {@code --help} says of all commands, in one manual page, in the man macros of roff. */
final class ManPage {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "JAVA_HOME", "The Java to run on, 17 or newer. Without it: the one on the PATH, or in the usual places.",
            "NFS2S3_CACHE", "The folder in which classes are kept for a faster start; off keeps none.",
            "NFS2S3_CONFIG", "The settings file.",
            "NFS2S3_JAVA_OPTS", "Options for Java, such as -Xmx512m.");

    private final CommandLine top;
    private final StringBuilder page = new StringBuilder();

    ManPage(CommandLine top) {
        this.top = top;
    }

    String text(String version, LocalDate date) {
        CommandSpec spec = top.getCommandSpec();
        page.append(".TH NFS2S3 1 ")
                .append(date)
                .append(" \"nfs2s3 ")
                .append(version)
                .append("\"\n");
        section("NAME");
        page.append("nfs2s3 \\- move media from NFS to Amazon S3\n");
        section("SYNOPSIS");
        line(synopsis(spec));
        section("DESCRIPTION");
        paragraphs(spec);
        line("Every setting may also be in the environment: database.url is NFS2S3_DATABASE_URL.");
        section("OPTIONS");
        line("Of all commands:");
        arguments(spec, true);
        section("COMMANDS");
        top.getSubcommands().values().forEach(this::command);
        section("EXIT STATUS");
        spec.usageMessage().exitCodeList().forEach(this::item);
        section("ENVIRONMENT");
        ENVIRONMENT.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(variable -> item(variable.getKey(), variable.getValue()));
        section("FILES");
        item("/etc/nfs2s3/nfs2s3.conf", "The settings file, if no other is named.");
        section("SEE ALSO");
        line("The documents in the folder docs of the installation; docs/README.md leads to them.");
        return page.toString();
    }

    private void command(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (command.getSubcommands().isEmpty()) {
            page.append(".SS ").append(escaped(spec.qualifiedName())).append('\n');
            line(synopsis(spec));
            page.append(".PP\n");
            paragraphs(spec);
            arguments(spec, false);
        } else {
            command.getSubcommands().values().forEach(this::command);
        }
    }

    private static String synopsis(CommandSpec spec) {
        return new Help(spec, Help.defaultColorScheme(Ansi.OFF))
                .synopsis(0)
                .replaceAll("\\s+", " ")
                .strip();
    }

    private void paragraphs(CommandSpec spec) {
        for (String paragraph : spec.usageMessage().description()) {
            line(paragraph);
            page.append(".PP\n");
        }
    }

    private void arguments(CommandSpec spec, boolean ofAllCommands) {
        spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .forEach(parameter -> item(parameter.paramLabel(), described(parameter)));
        spec.options().stream()
                .filter(option -> !option.hidden() && (ofAllCommands || !isOfAllCommands(option)))
                .forEach(option -> item(names(option), described(option)));
    }

    private static boolean isOfAllCommands(OptionSpec option) {
        return option.inherited() || option.usageHelp() || option.versionHelp();
    }

    private static String names(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        return Arrays.stream(option.names()).collect(Collectors.joining(", ")) + value;
    }

    private static String described(ArgSpec argument) {
        return String.join(" ", List.of(argument.description()));
    }

    private void section(String title) {
        page.append(".SH ").append(title).append('\n');
    }

    private void item(String term, String text) {
        page.append(".TP\n.B ").append(escaped(term)).append('\n');
        line(text);
    }

    private void line(String text) {
        page.append("\\&").append(escaped(text)).append('\n'); // a point at the begin would be a macro
    }

    /** Hyphens stay what can be copied to a shell. */
    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    }
}
