package myelin.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import myelin.core.state.StateKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequiredStateTest {

    private static final RequiredState.Pattern ALL = pattern(null, null);
    private static final StateKey NAME = StateKey.of("m.room.name");
    private static final StateKey TOPIC = StateKey.of("m.room.topic");
    private static final StateKey ALICE = new StateKey("m.room.member", "@alice:test");
    private static final StateKey BOB = new StateKey("m.room.member", "@bob:test");

    private static RequiredState.Pattern pattern(@Nullable String type, @Nullable String key) {
        return new RequiredState.Pattern(Optional.ofNullable(type), Optional.ofNullable(key));
    }

    private static RequiredState of(RequiredState.Pattern... patterns) {
        return RequiredState.of(Set.of(patterns), false);
    }

    @Test
    void aPatternMayLeaveTypeOrKeyOpen() {
        assertThat(of(pattern("m.room.name", "")).matches(NAME)).isTrue();
        assertThat(of(pattern("m.room.name", "")).matches(TOPIC)).isFalse();
        assertThat(of(pattern("m.room.member", null)).matches(ALICE)).isTrue();
        assertThat(of(pattern(null, "")).matches(TOPIC)).isTrue();
        assertThat(of(pattern(null, "")).matches(ALICE)).isFalse();
        assertThat(of(ALL).matches(BOB)).isTrue();
        assertThat(RequiredState.NONE.matches(NAME)).isFalse();
    }

    @Test
    void whatIsExcludedIsNotWanted() {
        RequiredState butTopic =
                RequiredState.of(Set.of(ALL), Set.of(pattern("m.room.topic", null)), false);

        assertThat(butTopic.matches(NAME)).isTrue();
        assertThat(butTopic.matches(TOPIC)).isFalse();
        assertThat(butTopic.or(of(pattern("m.room.topic", ""))).matches(TOPIC)).isTrue();
    }

    /// What one wants is never lost to the other: the members were, where one wanted all but some other state.
    @Test
    void whoWantsAllMembersGetsThemBesideWhoWantsThemLazily() {
        RequiredState butTopic =
                RequiredState.of(Set.of(ALL), Set.of(pattern("m.room.topic", null)), false);
        RequiredState lazy = RequiredState.of(Set.of(ALL), true);

        assertThat(butTopic.or(lazy).matches(BOB)).isTrue();
        assertThat(lazy.or(butTopic).matches(BOB)).isTrue();
    }

    @Test
    void lazyMembersAreNotPartOfAllState() {
        RequiredState lazy =
                RequiredState.of(Set.of(ALL, pattern("m.room.member", "@alice:test")), true);

        assertThat(lazy.matches(NAME)).isTrue();
        assertThat(lazy.matches(ALICE)).isTrue();
        assertThat(lazy.matches(BOB)).isFalse();
    }

    @Test
    void bothTogetherWantWhatOneWants() {
        RequiredState both = of(pattern("m.room.name", "")).or(of(pattern("m.room.topic", "")));

        assertThat(both.matches(NAME)).isTrue();
        assertThat(both.matches(TOPIC)).isTrue();
        assertThat(both.matches(ALICE)).isFalse();
        assertThat(both).isEqualTo(both.or(of(pattern("m.room.name", ""))));
    }

    @Test
    void membersAreLazyUnlessOneWantsThemAll() {
        RequiredState lazy = RequiredState.of(Set.of(), true);

        assertThat(lazy.or(of(pattern("m.room.name", ""))).lazyMembers()).isTrue();
        assertThat(lazy.or(of(ALL)).lazyMembers()).isFalse();
        assertThat(lazy.or(of(pattern("m.room.member", null))).lazyMembers()).isFalse();
    }

    @Test
    void whatHasToBeLookedUpIsKnown() {
        RequiredState wanted = of(pattern("m.room.name", ""), pattern("m.room.member", null));

        assertThat(wanted.named()).containsExactly(NAME);
        assertThat(wanted.wholeTypes()).containsExactly("m.room.member");
        assertThat(wanted.ofAnyType()).isFalse();
        assertThat(of(pattern(null, "")).ofAnyType()).isTrue();
    }

    @Test
    void itCanBeWrittenAndRead() {
        RequiredState wanted =
                RequiredState.of(
                                Set.of(pattern(null, "x"), pattern("t", null)),
                                Set.of(pattern("t", "x")),
                                true)
                        .or(of(pattern("m.room.name", "")));

        assertThat(RequiredState.read(wanted.toJson())).isEqualTo(wanted);
    }
}
