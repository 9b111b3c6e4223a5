/// The commands of `./myelin`. Each says what went wrong in a sentence and ends with a code of `ExitCode`.
@NullMarked
package myelin.cli;

import org.jspecify.annotations.NullMarked;
