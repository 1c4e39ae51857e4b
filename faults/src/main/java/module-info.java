/** Faults over any network, from a seed. */
module dev.sockeye.faults {
  requires transitive dev.sockeye;

  exports dev.sockeye.faults;
}
