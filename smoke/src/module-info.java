/** A user of Sockeye, which names the API alone: the transports must come by themselves. */
module smoke {
  requires dev.sockeye;
}
