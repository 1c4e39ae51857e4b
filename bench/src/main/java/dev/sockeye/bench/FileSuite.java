package dev.sockeye.bench;

import static dev.sockeye.bench.Names.SENDFILE;
import static dev.sockeye.bench.Names.SOCKEYE;
import static dev.sockeye.bench.Names.TRANSFER_TO;

import dev.sockeye.bench.program.FileSender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of a GiB, which the system has in memory, over a stream: by {@code Streams.transfer}, by
 * {@code FileChannel.transferTo} to the unwrapped channel, and by Python's {@code os.sendfile}. Who
 * sends and who reads have a CPU each.
 */
final class FileSuite implements Suite {

  private static final List<String> TRANSPORTS = List.of("tcp", "unix");
  static final List<String> SENDERS = List.of(SOCKEYE, TRANSFER_TO, SENDFILE);

  private static final int BLOCK = 1 << 20;

  /** As FileSender. */
  private static final String PYTHON =
      """
      import os, socket, sys, time
      print('ready', flush=True)
      file = os.open(sys.argv[1], os.O_RDONLY)
      size = os.fstat(file).st_size
      for line in sys.stdin:
          before = time.process_time_ns()
          if line.startswith('unix:'):
              to = socket.socket(socket.AF_UNIX)
              to.connect(line[5:].strip())
          else:
              host, port = line[6:].strip().split(':')
              to = socket.create_connection((host, int(port)))
          sent = 0
          while sent < size:
              sent += os.sendfile(to.fileno(), file, sent, size - sent)
          to.close()
          print(time.process_time_ns() - before, flush=True)
      """;

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String transport : TRANSPORTS) {
      rows.add(rate(transport));
      rows.add(cpu(transport));
    }
    return rows;
  }

  private static Row rate(String transport) {
    return Row.of(
        "file/" + transport,
        "file of 1 GiB over " + transport,
        Unit.GIGABYTES_PER_SECOND,
        new Bar.Beside(TRANSFER_TO, 0.97),
        new Bar.Beside(SENDFILE, 0.97));
  }

  private static Row cpu(String transport) {
    String id = "file/" + transport + "/cpu";
    return Row.of(id, "file of 1 GiB over " + transport + ", sender's CPU time", Unit.MILLIS);
  }

  @Override
  public String lack(Lab lab) {
    return Servers.lack(lab);
  }

  /** In a few rounds programs that make the same calls come to be apart by more than the bar. */
  @Override
  public boolean isQuick(Row row) {
    return false;
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sockeye-bench");
    Map<String, Coprocess> senders = new LinkedHashMap<>();
    try (Flow flow = Flow.start(lab, lab.host().loadCpu(), folder.resolve("socket"))) {
      Path file = write(folder.resolve("file"));
      start(lab, senders, file, wanted);
      for (String transport : TRANSPORTS) {
        if (wanted.contains(rate(transport)) || wanted.contains(cpu(transport))) {
          measure(lab, transport, senders, flow);
        }
      }
    } finally {
      for (Coprocess sender : senders.values()) {
        sender.close();
      }
      Temporary.delete(folder);
    }
  }

  /** It is on the disk when this returns, so that nothing is written while others measure. */
  private static Path write(Path path) throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    while (block.hasRemaining()) {
      block.put((byte) (block.position() * 31));
    }
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long size = 0; size < Flow.BYTES; ) {
        size += file.write(block.flip());
      }
      file.force(true);
    }
    return path;
  }

  private static void start(Lab lab, Map<String, Coprocess> senders, Path file, List<Row> rows)
      throws IOException {
    for (String name : SENDERS) {
      if (!lab.wanted(rows).test(name)) {
        continue;
      }
      if (name.equals(SENDFILE) && !Host.isOnPath("python3")) {
        rows.forEach(row -> lab.excused(row, SENDFILE, "python3 is not installed"));
      } else {
        senders.put(name, start(lab.host().pin(lab.host().cpu(), command(lab, name, file))));
      }
    }
  }

  /** The command of one that sends a file to each URI that it is told. */
  static List<String> command(Lab lab, String name, Path file) {
    return switch (name) {
      case SOCKEYE -> lab.unpinned(FileSender.class, List.of("transfer", file.toString()));
      case TRANSFER_TO -> lab.unpinned(FileSender.class, List.of("unwrapped", file.toString()));
      case SENDFILE -> List.of("python3", "-c", PYTHON, file.toString());
      default -> throw new IllegalArgumentException("no such sender: " + name);
    };
  }

  private static Coprocess start(List<String> command) throws IOException {
    Coprocess sender = Coprocess.start(command);
    try {
      sender.readLine(); // "ready"
      return sender;
    } catch (IOException e) {
      sender.close();
      throw e;
    }
  }

  private static void measure(Lab lab, String transport, Map<String, Coprocess> senders, Flow flow)
      throws IOException {
    String uri = transport.equals("tcp") ? "tcp://" + flow.port() : "unix:" + flow.path();
    for (int round = -2; round < lab.effort().streams(); round++) { // those below 0 warm up
      List<String> order = new ArrayList<>(senders.keySet());
      Collections.rotate(order, round);
      for (String name : order) {
        senders.get(name).say(uri);
        double seconds = flow.receive(Flow.BYTES);
        double nanos = Double.parseDouble(senders.get(name).readLine());
        if (round >= 0) {
          lab.add(rate(transport), name, round, Flow.BYTES / seconds / 1e9);
          lab.add(cpu(transport), name, round, nanos / 1e6);
        }
      }
    }
  }
}
