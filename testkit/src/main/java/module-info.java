/** The contract that every transport must pass, as JUnit classes to extend. */
module dev.sockeye.testkit {
  requires transitive dev.sockeye;
  requires transitive org.junit.jupiter.api;
  requires transitive org.junit.jupiter.params;
  requires jdk.management;

  exports dev.sockeye.testkit;

  opens dev.sockeye.testkit to
      org.junit.platform.commons;
}
