package dev.sockeye.cli;

import dev.sockeye.Network;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import java.util.function.Supplier;

/**
 * What a command has from outside: the network, and standard input, output and error.
 *
 * @param networks gives the network; asked only by commands that need it, so that help is quick
 * @param in standard input, for data
 * @param out standard output, for data
 * @param text standard output, for tables and help
 * @param err standard error, where also everything goes that is not the answer itself
 * @param keyboard whether standard input is a terminal
 * @param screen whether standard error is a terminal
 */
record Surroundings(
    Supplier<Network> networks,
    ReadableByteChannel in,
    WritableByteChannel out,
    PrintWriter text,
    PrintWriter err,
    boolean keyboard,
    boolean screen) {

  /** Those of this process. */
  @SuppressWarnings("resource") // the process's own streams are never closed
  static Surroundings ofProcess() {
    return new Surroundings(
        Network::system,
        new FileInputStream(FileDescriptor.in).getChannel(),
        new FileOutputStream(FileDescriptor.out).getChannel(),
        writer(FileDescriptor.out, "stdout.encoding"),
        writer(FileDescriptor.err, "stderr.encoding"),
        Terminal.isTerminal(0),
        Terminal.isTerminal(2));
  }

  Network network() {
    return networks.get();
  }

  /** The same with another network. */
  Surroundings with(Supplier<Network> others) {
    return new Surroundings(others, in, out, text, err, keyboard, screen);
  }

  /** In the terminal's encoding, which Java 19 and later tell and for which 17 has one of all. */
  private static PrintWriter writer(FileDescriptor descriptor, String property) {
    String encoding = System.getProperty(property, System.getProperty("native.encoding", "UTF-8"));
    Charset charset =
        Charset.isSupported(encoding) ? Charset.forName(encoding) : Charset.defaultCharset();
    return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), charset), true);
  }
}
