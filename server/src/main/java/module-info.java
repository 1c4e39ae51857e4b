/** Serving many connections over any transport, with a thread for each or by an event loop. */
module dev.sockeye.server {
  requires transitive dev.sockeye;
  requires static java.management; // for ServerManagement alone
  requires static jdk.jfr; // without it no flight recording, and all else as ever

  exports dev.sockeye.server;
}
