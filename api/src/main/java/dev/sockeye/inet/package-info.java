/**
 * Names, addresses and channels of the internet families, for the transports over them. The modules
 * of Sockeye only have this package, and it may change with any release.
 */
package dev.sockeye.inet;
