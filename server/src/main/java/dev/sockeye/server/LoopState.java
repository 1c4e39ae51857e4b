package dev.sockeye.server;

/** The states of what a loop serves, which only move forward. */
enum LoopState {
  NEW("connects"),
  OPEN("waits"),
  /** To be closed as soon as what is kept of the output is written. */
  CLOSING("closes once its output is taken and its requests are answered"),
  /** All is written, and the output shut down unless it is to be reset; input is dropped. */
  LINGERING("closes once its peer has read all"),
  /** All has ended in order: it is closed once the poller has let go of it, a look later. */
  LEAVING("closes"),
  CLOSED("closed");

  private final String waitsFor;

  LoopState(String waitsFor) {
    this.waitsFor = waitsFor;
  }

  /** What it waits for, for people. */
  String waitsFor() {
    return waitsFor;
  }
}
