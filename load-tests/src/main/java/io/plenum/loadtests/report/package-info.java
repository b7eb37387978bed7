/** What a run found. */
@NullMarked
package io.plenum.loadtests.report;

import org.jspecify.annotations.NullMarked;
