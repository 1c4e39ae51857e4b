package dev.sockeye.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself, which does nothing without one of its commands. */
@Command(
    name = "sockeye",
    mixinStandardHelpOptions = true,
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Every socket of this machine through one API.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  sockeye demo                             try every scheme with real data",
      "  sockeye probe                            which sockets this host has",
      "  sockeye echo tcp://127.0.0.1:5000        a server, and to talk to it",
      "  sockeye connect tcp://127.0.0.1:5000",
      "",
      "URIs:",
      "  SCHEME:ADDRESS[?OPTION=VALUE[&OPTION=VALUE ...]]",
      "  tcp://127.0.0.1:5000   tcp://[::1]:5000   tcp6://db.example:5000",
      "  tcp://:5000                              to listen on all addresses",
      "  tcp://127.0.0.1:0                        to listen on a free port",
      "  unix:/run/app.sock   unix:@name   unix+seqpacket:/run/app.sock   unix+dgram:/run/app.sock",
      "  udp://127.0.0.1:5000   sctp://10.0.0.1,10.1.0.1:3868",
      "  'tcp://db:5432?TCP_NODELAY=false&SO_RCVBUF=64k&SO_RCVTIMEO=5s'"
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = {
      "0:All went well.",
      ExitStatus.FAILED_TEXT,
      ExitStatus.USAGE_TEXT,
      ExitStatus.SIGNAL_TEXT
    })
final class Sockeye implements Runnable {

  /** In the order in which help lists them. */
  static final List<String> COMMANDS =
      List.of("demo", "echo", "connect", "listen", "relay", "probe", "completion");

  private final Complaints complaints;
  private final TapOption tap;

  @Spec private CommandSpec spec;

  private Sockeye(Complaints complaints, TapOption tap) {
    this.complaints = complaints;
    this.tap = tap;
  }

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where failures come from, as SOCKEYE_DEBUG=1 in the environment does.")
  void debug(boolean on) {
    if (on) {
      complaints.debug();
    }
  }

  @Option(
      names = "--tap",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "Record what passes through the sockets to this file, a pcapng for Wireshark; TLS in the"
              + " clear.")
  void tap(Path file) {
    try {
      if (file != null) {
        tap.to(file);
      }
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "--tap " + file + " cannot be written (" + e + ")", e);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command was given, such as demo or connect");
  }

  /**
   * The command in the given surroundings, ready to be executed with the arguments. Of its commands
   * it has the one that they name, for to read the annotations of all takes picocli longer than to
   * connect takes; and all where they name none, and where all are asked for.
   *
   * @param tap the network of the surroundings, over which an option may put a tap
   */
  static CommandLine commandLine(
      Surroundings surroundings, Complaints complaints, TapOption tap, String... arguments) {
    CommandLine line = new CommandLine(new Sockeye(complaints, tap));
    for (String name : needed(arguments)) {
      line.addSubcommand(name, command(name, surroundings, complaints));
    }
    line.setOut(surroundings.text());
    line.setErr(surroundings.err());
    line.setExecutionExceptionHandler((failure, at, parsed) -> complaints.failed(failure));
    line.setParameterExceptionHandler(new Misuse(complaints));
    Arguments.register(line, complaints);
    return line;
  }

  private static List<String> needed(String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    return COMMANDS.contains(first) && !first.equals("completion") ? List.of(first) : COMMANDS;
  }

  private static Object command(String name, Surroundings surroundings, Complaints complaints) {
    return switch (name) {
      case "demo" -> new DemoCommand(surroundings, complaints);
      case "echo" -> new EchoCommand(surroundings, complaints);
      case "connect" -> new ConnectCommand(surroundings);
      case "listen" -> new ListenCommand(surroundings, complaints);
      case "relay" -> new RelayCommand(surroundings, complaints);
      case "probe" -> new ProbeCommand(surroundings);
      case "completion" -> new CompletionCommand(surroundings);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
