/** The counters of a server as meters of Micrometer, and connects as observations. */
@SuppressWarnings({
  "requires-automatic",
  "requires-transitive-automatic"
}) // Micrometer is no module
module dev.sockeye.micrometer {
  requires transitive dev.sockeye.server;
  requires transitive micrometer.core;
  requires transitive micrometer.observation;

  exports dev.sockeye.micrometer;
}
