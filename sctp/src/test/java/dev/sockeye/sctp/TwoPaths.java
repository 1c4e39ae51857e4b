package dev.sockeye.sctp;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A second host: a network name space with two links to this one, 10.77.0.1 to 10.77.0.2 and
 * 10.78.0.1 to 10.78.0.2, of which each can be cut, delayed and made to lose packets.
 */
final class TwoPaths implements Closeable {

  static final String HERE = "10.77.0.1,10.78.0.1";
  static final String THERE = "10.77.0.2,10.78.0.2";

  private static final String NAME = "sockeye-peer";
  private static final List<String> FAST_TIMERS =
      List.of("rto_min=100", "rto_initial=200", "rto_max=500");

  /** A path that fails is given up in a second or two, and so is the association. */
  private static final List<String> IMPATIENT =
      List.of("hb_interval=500", "path_max_retrans=2", "association_max_retrans=5");

  /** An association outlives any time without a path that a starved machine may take. */
  private static final List<String> PATIENT =
      List.of("hb_interval=600000", "path_max_retrans=1000", "association_max_retrans=10000");

  /** Why this host cannot have it, {@code null} if it can. */
  static String unavailable() throws IOException {
    return run("ip", "netns", "add", NAME + "-probe") == 0
            && run("ip", "netns", "del", NAME + "-probe") == 0
        ? null
        : "name spaces need root's rights and the programs ip and tc";
  }

  // This host's settings; the last first, since rto_max must not be under rto_min.
  private final List<String> before = new ArrayList<>();

  TwoPaths() throws IOException {
    this(IMPATIENT);
  }

  static TwoPaths patient() throws IOException {
    return new TwoPaths(PATIENT);
  }

  private TwoPaths(List<String> limits) throws IOException {
    must("ip", "netns", "add", NAME);
    for (int i = 0; i < 2; i++) {
      String here = "here" + i;
      String there = "there" + i;
      must("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", NAME);
      must("ip", "addr", "add", "10.7" + (7 + i) + ".0.1/24", "dev", here);
      must("ip", "link", "set", here, "up");
      inPeer("ip", "addr", "add", "10.7" + (7 + i) + ".0.2/24", "dev", there);
      inPeer("ip", "link", "set", there, "up");
    }
    inPeer("ip", "link", "set", "lo", "up");
    set(FAST_TIMERS);
    set(limits);
  }

  private void set(List<String> settings) throws IOException {
    for (String setting : settings) {
      before.add(0, current(setting.substring(0, setting.indexOf('='))));
      must("sysctl", "-q", "-w", "net.sctp." + setting);
      inPeer("sysctl", "-q", "-w", "net.sctp." + setting);
    }
  }

  /** In a single read, as these files give a number only from its start. */
  private static String current(String name) throws IOException {
    try (InputStream value = Files.newInputStream(Path.of("/proc/sys/net/sctp", name))) {
      byte[] digits = new byte[32];
      int length = value.read(digits);
      return name + "=" + new String(digits, 0, length, StandardCharsets.US_ASCII).strip();
    }
  }

  /** Runs a program there. */
  static Program start(String... command) throws IOException {
    return Program.start(prefixed(command));
  }

  /** What netem does to the packets of a link, both ways. */
  static void disturb(int link, String... what) throws IOException {
    must(netem("here" + link, what));
    inPeer(netem("there" + link, what));
  }

  static void cut(int link) throws IOException {
    disturb(link, "loss", "100%");
  }

  static void heal(int link) throws IOException {
    must("tc", "qdisc", "del", "dev", "here" + link, "root");
    inPeer("tc", "qdisc", "del", "dev", "there" + link, "root");
  }

  private static String[] netem(String device, String... what) {
    List<String> command =
        new ArrayList<>(List.of("tc", "qdisc", "replace", "dev", device, "root", "netem"));
    command.add("limit");
    command.add("10000");
    command.addAll(List.of(what));
    return command.toArray(String[]::new);
  }

  private static void inPeer(String... command) throws IOException {
    must(prefixed(command));
  }

  private static String[] prefixed(String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", NAME));
    all.addAll(List.of(command));
    return all.toArray(String[]::new);
  }

  private static void must(String... command) throws IOException {
    int status = run(command);
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + status);
    }
  }

  private static int run(String... command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException missing) {
      return 127;
    }
    try {
      return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** The links by themselves: a name space goes only with the last process in it. */
  @Override
  public void close() throws IOException {
    for (String setting : before) {
      must("sysctl", "-q", "-w", "net.sctp." + setting);
    }
    run("ip", "link", "del", "here0");
    run("ip", "link", "del", "here1");
    must("ip", "netns", "del", NAME);
  }
}
