/** The counters of a server as meters of Micrometer. */
@SuppressWarnings({
  "requires-automatic",
  "requires-transitive-automatic"
}) // Micrometer is no module
module dev.sockeye.micrometer {
  requires transitive dev.sockeye.server;
  requires transitive micrometer.core;

  exports dev.sockeye.micrometer;
}
