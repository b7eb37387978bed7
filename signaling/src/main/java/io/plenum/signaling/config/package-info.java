/** What the operator may set: flags, environment, YAML file, defaults. */
@NullMarked
package io.plenum.signaling.config;

import org.jspecify.annotations.NullMarked;
