package dev.sockeye.bench.report;

import dev.sockeye.bench.Names;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.awt.Stroke;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** How all charts look. */
final class Style {

  static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Color GRID = new Color(0xDD, 0xDD, 0xDD);
  static final Color INK = new Color(0x33, 0x33, 0x33);
  static final Stroke THIN = new BasicStroke(1.2f);

  /** The mark of a bar that must be reached. */
  static final Color BAR = new Color(0xC0, 0x00, 0x20);

  /** The mark of what must hold in its place where it is out of reach. */
  static final Color LESSER = new Color(0x99, 0x99, 0x99);

  /** Behind what is slower than its peer. */
  static final Color SLOWER = new Color(0xFD, 0xEC, 0xEA);

  static final Stroke BAR_STROKE = new BasicStroke(2.5f);

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);

  /** Apart for those who see colours otherwise too (Okabe and Ito's), Sockeye in salmon red. */
  private static final Map<String, Color> COLOURS =
      Map.ofEntries(
          Map.entry(Names.SOCKEYE, new Color(0xD5, 0x5E, 0x00)),
          Map.entry(Names.C, new Color(0x55, 0x55, 0x55)),
          Map.entry(Names.JDK, new Color(0x00, 0x72, 0xB2)),
          Map.entry(Names.SOCKET_CHANNEL, new Color(0x00, 0x72, 0xB2)),
          Map.entry(Names.BARE_LOOP, new Color(0x00, 0x72, 0xB2)),
          Map.entry(Names.NETTY_EPOLL, new Color(0x00, 0x9E, 0x73)),
          Map.entry(Names.NETTY_NIO, new Color(0x8C, 0xD0, 0xB8)),
          Map.entry(Names.NETTY_IO_URING, new Color(0xE6, 0x9F, 0x00)),
          Map.entry(Names.JUNIXSOCKET, new Color(0xCC, 0x79, 0xA7)),
          Map.entry(Names.JNR, new Color(0x56, 0xB4, 0xE9)),
          Map.entry(Names.SOCKET, new Color(0x00, 0x72, 0xB2)),
          Map.entry(Names.SSL_SOCKET, new Color(0x00, 0x72, 0xB2)),
          Map.entry(Names.TLS_CHANNEL, new Color(0x9A, 0x8F, 0x00)),
          Map.entry(Names.NETTY_TLS, new Color(0x8C, 0xD0, 0xB8)),
          Map.entry(Names.NETTY_TCNATIVE, new Color(0x00, 0x9E, 0x73)));

  private Style() {}

  /** A variant of a contender, {@code name, variant}, has a lighter shade of its colour. */
  static Paint colour(String contender) {
    int comma = contender.indexOf(", ");
    Color colour = COLOURS.getOrDefault(comma < 0 ? contender : contender.substring(0, comma), INK);
    return comma < 0 ? colour : lighter(colour, contender.endsWith("shared") ? 0.75 : 0.45);
  }

  private static Color lighter(Color colour, double part) {
    return new Color(
        lighter(colour.getRed(), part),
        lighter(colour.getGreen(), part),
        lighter(colour.getBlue(), part));
  }

  private static int lighter(int value, double part) {
    return (int) (value + part * (255 - value));
  }

  static JFreeChart chart(String title, String subtitle, Plot plot) {
    JFreeChart chart = new JFreeChart(title, TITLE, plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(8, 8, 4, 20));
    chart.getTitle().setPaint(INK);
    chart.getTitle().setHorizontalAlignment(HorizontalAlignment.LEFT);
    TextTitle below = new TextTitle(subtitle, SMALL);
    below.setHorizontalAlignment(HorizontalAlignment.LEFT);
    below.setPaint(INK);
    chart.addSubtitle(0, below);
    chart.getLegend().setFrame(BlockBorder.NONE);
    chart.getLegend().setItemFont(PLAIN);
    chart.getLegend().setPosition(RectangleEdge.BOTTOM);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    return chart;
  }
}
