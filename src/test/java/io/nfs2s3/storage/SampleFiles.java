package io.nfs2s3.storage;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** The beginnings of real files of many formats, by the names that docs/content-types.md gives them. */
final class SampleFiles {
    private static final int SIDE = 8;

    private SampleFiles() {}

    static Map<String, byte[]> byName() {
        Map<String, byte[]> samples = new TreeMap<>();
        for (String format : new String[] {"jpg", "png", "gif", "bmp", "tiff"}) {
            samples.put(format.equals("jpg") ? "JPEG" : format.toUpperCase(Locale.ROOT), image(format));
        }
        samples.put("WebP", riff("WEBP", "VP8L"));
        samples.put("AVIF", isoMedia("avif", "mif1"));
        samples.put("HEIC", isoMedia("heic", "mif1"));
        samples.put("ICO", bytes(0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0, 104, 4, 0, 0, 22, 0, 0, 0));
        samples.put("MP3 with ID3", join(text("ID3"), bytes(3, 0, 0, 0, 0, 0, 10), new byte[10], mp3Frame()));
        samples.put("MP3", mp3Frame());
        samples.put("M4A", isoMedia("M4A ", "isom"));
        samples.put("MP4", isoMedia("isom", "mp41"));
        samples.put("MP4 (avc1)", isoMedia("avc1", "isom"));
        samples.put("QuickTime", isoMedia("qt  ", "qt  "));
        samples.put("Ogg Vorbis", ogg(join(bytes(1), text("vorbis"), new byte[23])));
        samples.put("Ogg Opus", ogg(join(text("OpusHead"), bytes(1, 2, 56, 1), new byte[7])));
        samples.put("Ogg Theora", ogg(join(bytes(0x80), text("theora"), new byte[35])));
        samples.put("AVIF (mif1)", isoMedia("mif1", "avif"));
        samples.put("FLAC", join(text("fLaC"), bytes(0, 0, 0, 34), new byte[34]));
        samples.put("WAV", riff("WAVE", "fmt "));
        samples.put("AAC", join(bytes(0xFF, 0xF1, 0x50, 0x80, 0x02, 0x1F, 0xFC), new byte[10]));
        samples.put("WebM", matroska("webm"));
        samples.put("Matroska", matroska("matroska"));
        samples.put("PDF", text("%PDF-1.7\n%\u00E2\u00E3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"));
        samples.put("ZIP", zip());
        samples.put("HTML", text("<!DOCTYPE html>\n<html><body><script>alert(1)</script></body></html>\n"));
        samples.put("HTML after a comment", text("<!-- a comment -->\n<script>alert(document.domain)</script>\n"));
        samples.put(
                "XHTML",
                text("<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>\n"));
        samples.put("SVG", text("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>\n"));
        samples.put("XML", text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed><entry/></feed>\n"));
        samples.put(
                "XSLT",
                text("<?xml version=\"1.0\"?>\n<xsl:stylesheet version=\"1.0\""
                        + " xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"/>\n"));
        samples.put("script", text("'use strict';\nfunction go() { return document.cookie; }\ngo();\n"));
        samples.put("CSS", text("body { color: red; }\n"));
        samples.put("JSON", text("{\"a\": [1, 2, 3]}\n"));
        samples.put("text", text("Some plain text, of no format.\nAnd a second line.\n"));
        samples.put("Flash", join(text("CWS"), bytes(10, 0, 1, 0, 0), new byte[24]));
        samples.put("nothing", new byte[0]);
        samples.put("noise", bytes(0x83, 0x01, 0xF7, 0x9C, 0x00, 0x12, 0xAA, 0x07, 0x99, 0xFE, 0x10, 0x02));
        return samples;
    }

    private static byte[] image(String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB), format, out)) {
                throw new IllegalStateException("this Java writes no " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** ISO/IEC 14496-12: a box of type ftyp with its major and one compatible brand. */
    private static byte[] isoMedia(String major, String compatible) {
        return join(
                bytes(0, 0, 0, 24),
                text("ftyp" + major),
                new byte[4],
                text(major + compatible),
                bytes(0, 0, 0, 8),
                text("mdat"));
    }

    private static byte[] riff(String form, String chunk) {
        byte[] rest = join(
                text(form + chunk), bytes(16, 0, 0, 0, 1, 0, 1, 0, 0x44, 0xAC, 0, 0, 0x88, 0x58, 1, 0, 2, 0, 16, 0));
        byte[] length = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(rest.length)
                .array();
        return join(text("RIFF"), length, rest);
    }

    /** RFC 3533: the first page of a stream, with one packet. */
    private static byte[] ogg(byte[] packet) {
        return join(text("OggS"), bytes(0, 2), new byte[20], bytes(1, packet.length), packet);
    }

    /** RFC 8794: the EBML header with its DocType. */
    private static byte[] matroska(String type) {
        byte[] docType = join(bytes(0x42, 0x82, 0x80 | type.length()), text(type));
        return join(bytes(0x1A, 0x45, 0xDF, 0xA3, 0x80 | docType.length), docType, bytes(0x18, 0x53, 0x80, 0x67));
    }

    private static byte[] mp3Frame() {
        return join(bytes(0xFF, 0xFB, 0x90, 0x64), new byte[413]);
    }

    private static byte[] zip() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("a.txt"));
            zip.write(text("a"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
