package io.nfs2s3.lab.packaging;

import io.nfs2s3.cli.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes what the archive has about the commands, and prepares the classes for the jar: {@code DIRECTORY VERSION TIME CLASSES}. */
public final class PackagingMain {
    private PackagingMain() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        LocalDate date = Instant.parse(arguments[2]).atZone(ZoneOffset.UTC).toLocalDate();
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLine commands = CommandLines.create(nowhere, nowhere);

        write(directory.resolve("share/man/man1/nfs2s3.1"), new ManPage(commands).text(arguments[1], date));
        write(directory.resolve("share/bash-completion/completions/nfs2s3"), AutoComplete.bash("nfs2s3", commands));
        FixedModes.set(Path.of(arguments[3]));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
