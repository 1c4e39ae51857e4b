package dev.sockeye.server;

/** A server as JConsole and other clients of JMX see it; {@link ServerManagement} registers it. */
public interface ServerMXBean {

  /**
   * Its name.
   *
   * @return as {@link Server#name} has it
   */
  String getName();

  /**
   * What it listens at.
   *
   * @return the URIs without their options, each with its address
   */
  String[] getListeners();

  /**
   * Connections that are open now.
   *
   * @return how many
   */
  int getOpen();

  /**
   * Connections accepted.
   *
   * @return how many
   */
  long getAccepted();

  /**
   * Failures reported.
   *
   * @return how many
   */
  long getFailures();

  /**
   * Memory that connections hold.
   *
   * @return bytes
   */
  long getBytesKept();

  /**
   * What it does now, {@link Server#dump}.
   *
   * @return lines of text
   */
  String dump();
}
