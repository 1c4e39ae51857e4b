/** What the tests of Sockeye's own modules share beside the contract; not exported. */
package dev.sockeye.testkit.local;
