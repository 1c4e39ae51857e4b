package dev.sockeye.bench;

import static dev.sockeye.bench.Names.JDK;
import static dev.sockeye.bench.Names.SOCKEYE;

import dev.sockeye.bench.contest.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The round trip of SCTP, where the kernel has it; else in the kernel lab, a kernel as an ordinary
 * process, in which a system call is many times as dear: its figures compare with each other alone.
 */
final class SctpSuite implements Suite {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Row ROW = ContestSuite.trip("sctp", new Bar.Beside(JDK, 0.97));

  @Override
  public List<Row> rows() {
    return List.of(ROW);
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    List<String> command = lab.pinned(Worker.class, ContestSuite.arguments(ROW, lab));
    if (hasSctp()) {
      ContestSuite.record(ROW, lab, Programs.run(LIMIT, command));
    } else if (!Files.isExecutable(Path.of("/usr/bin/linux.uml"))) {
      lab.excused(ROW, SOCKEYE, "this kernel has no SCTP, and user-mode-linux is not installed");
    } else {
      ContestSuite.record(ROW, lab, Programs.run(LIMIT, inKernelLab(lab)));
    }
  }

  private static boolean hasSctp() throws IOException {
    return Files.readString(Path.of("/proc/net/protocols")).contains("SCTP");
  }

  /** The guest is pinned, and has one CPU. */
  private static List<String> inKernelLab(Lab lab) {
    List<String> command = new ArrayList<>(List.of("env", "KERNEL_LAB_CPU=" + lab.host().cpu()));
    command.addAll(List.of("tools/kernel-lab/run", "-m", "1G", "-w", ".", "--"));
    command.addAll(lab.unpinned(Worker.class, ContestSuite.arguments(ROW, lab)));
    return command;
  }
}
