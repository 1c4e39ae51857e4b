package dev.sockeye.cli;

/** What the command's exit status says, and how help puts it. */
final class ExitStatus {

  /** All went well. */
  static final int OK = 0;

  /** Something failed while running. */
  static final int FAILED = 1;

  /** The command line or a URI cannot be understood. */
  static final int USAGE = 2;

  static final String HEADING = "%nExit status:%n";
  static final String FAILED_TEXT = "1:It failed while running; standard error has the reason.";
  static final String USAGE_TEXT = "2:The command line or a URI cannot be understood.";
  static final String SIGNAL_TEXT = "130, 143:It was ended by SIGINT (Ctrl-C) or SIGTERM.";

  private ExitStatus() {}
}
