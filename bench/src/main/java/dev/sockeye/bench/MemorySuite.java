package dev.sockeye.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The memory of servers that hold 10,000 connections, each of which has had one request answered
 * and is idle since; and of what each kind of server has for such a connection, see {@link
 * IdleMemory}. Garbage is collected before memory is read; each round has new processes.
 */
final class MemorySuite implements Suite {

  private static final int CONNECTIONS = 10_000;

  private static final Row RESIDENT =
      Row.of("memory/resident", "server, resident with 10,000 idle connections", Unit.MEBIBYTES);
  private static final Row EMPTY =
      Row.of("memory/empty", "server, resident before they connect", Unit.MEBIBYTES);
  private static final Row GROWTH =
      Row.of("memory/growth", "server, resident growth for a connection", Unit.BYTES);
  private static final Row HEAP =
      Row.of("memory/heap", "server, heap in use for a connection", Unit.BYTES);

  private static final List<Row> TOGETHER = List.of(RESIDENT, EMPTY, GROWTH, HEAP);

  @Override
  public List<Row> rows() {
    return Stream.concat(TOGETHER.stream(), IdleMemory.rows().stream()).toList();
  }

  @Override
  public String lack(Lab lab) {
    return Servers.lack(lab);
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    if (wanted.stream().anyMatch(TOGETHER::contains)) {
      together(lab);
    }
    IdleMemory.measure(wanted, lab);
  }

  /** Only those with bars. */
  @Override
  public boolean isQuick(Row row) {
    return !row.bars().isEmpty();
  }

  private static void together(Lab lab) throws InterruptedException {
    List<String> names = new ArrayList<>(Servers.ALL);
    names.removeIf(lab.wanted(TOGETHER).negate());
    for (int round = 0; round < (lab.effort().quick() ? 1 : 3); round++) {
      for (String name : names) {
        Map<String, ServerProcess> one = Servers.start(lab, List.of(name), TOGETHER);
        for (ServerProcess server : one.values()) {
          try (server) {
            hold(lab, name, round, server);
          } catch (IOException e) {
            lab.failed(RESIDENT, name, e.getMessage());
          }
        }
      }
    }
  }

  private static void hold(Lab lab, String name, int round, ServerProcess server)
      throws IOException {
    try (Load load = Load.connect(lab, server, 100)) {
      load.run(0, 0.5); // what it loads and compiles is no connection's
    }
    long heapBefore = server.collect();
    long before = server.resident();
    Load idle = Load.connect(lab, server, CONNECTIONS);
    try {
      double heap = server.collect() - heapBefore;
      double resident = server.resident();
      lab.add(RESIDENT, name, round, resident / (1 << 20));
      lab.add(EMPTY, name, round, before / (double) (1 << 20));
      lab.add(GROWTH, name, round, (resident - before) / CONNECTIONS);
      if (heapBefore > 0) {
        lab.add(HEAP, name, round, heap / CONNECTIONS);
      }
    } finally {
      idle.close();
    }
  }
}
