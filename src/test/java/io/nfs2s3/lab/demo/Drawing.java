package io.nfs2s3.lab.demo;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** An abstract picture, the same for the same name. */
final class Drawing {
    private static final int WIDTH = 240;
    private static final int HEIGHT = 160;
    private final String path;
    private final Random random;

    private Drawing(String path) {
        this.path = path;
        this.random = new Random(path.hashCode());
    }

    static Drawing of(String path) {
        return new Drawing(path);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        String format = path.substring(path.lastIndexOf('.') + 1);
        ImageIO.write(draw(), format, file.toFile());
    }

    private BufferedImage draw() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setPaint(new GradientPaint(0, 0, color(255), WIDTH, HEIGHT, color(255)));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        for (int i = 0; i < 12; i++) {
            int size = 10 + random.nextInt(80);
            graphics.setColor(color(140));
            graphics.fillOval(random.nextInt(WIDTH) - size / 2, random.nextInt(HEIGHT) - size / 2, size, size);
        }
        graphics.dispose();
        return image;
    }

    private Color color(int alpha) {
        return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256), alpha);
    }
}
