package dev.sockeye.bench.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;

/** Draws a chart into files, as SVG and as PNG. */
final class ChartFile {

  private static final int WIDTH = 900;
  private static final double PNG_SCALE = 1.5;

  private ChartFile() {}

  static void write(JFreeChart chart, int height, Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    svg(chart, height, folder.resolve(name + ".svg"));
    png(chart, height, folder.resolve(name + ".png"));
  }

  /** Deletes the charts of an earlier run that are none of this one. */
  static void deleteOthers(Path folder, Set<String> names) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{svg,png}")) {
      for (Path file : files) {
        if (!names.contains(file.getFileName().toString().replaceFirst("\\.[^.]*$", ""))) {
          Files.delete(file);
        }
      }
    }
  }

  private static void svg(JFreeChart chart, int height, Path file) throws IOException {
    SVGGraphics2D graphics = new SVGGraphics2D(document());
    graphics.setSVGCanvasSize(new java.awt.Dimension(WIDTH, height));
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
    try (Writer out = Files.newBufferedWriter(file)) {
      graphics.stream(out, false);
    }
  }

  private static Document document() throws IOException {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IOException(e);
    }
  }

  private static void png(JFreeChart chart, int height, Path file) throws IOException {
    BufferedImage image =
        new BufferedImage(
            (int) (WIDTH * PNG_SCALE), (int) (height * PNG_SCALE), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.scale(PNG_SCALE, PNG_SCALE);
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }
}
