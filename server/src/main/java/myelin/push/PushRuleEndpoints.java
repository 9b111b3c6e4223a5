package myelin.push;

import static myelin.http.Caller.USER;

import java.util.List;
import java.util.Optional;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.push.PushRule;
import myelin.core.push.PushRules;
import myelin.core.push.RuleKind;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;

/// Reading and changing push rules.
final class PushRuleEndpoints {

    private static final String RULE = "/_matrix/client/v3/pushrules/global/{kind}/{ruleId}";

    private final UserRules rules;

    PushRuleEndpoints(UserRules rules) {
        this.rules = rules;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v3/pushrules/")
                        .operation("getPushRules")
                        .caller(USER)
                        .also("/_matrix/client/v3/pushrules")
                        .r0()
                        .to(this::all),
                Route.get("/_matrix/client/v3/pushrules/global/")
                        .operation("getPushRulesGlobal")
                        .caller(USER)
                        .also("/_matrix/client/v3/pushrules/global")
                        .r0()
                        .to(this::global),
                Route.get(RULE).operation("getPushRule").caller(USER).r0().to(this::rule),
                Route.put(RULE).operation("setPushRule").caller(USER).r0().to(this::put),
                Route.delete(RULE).operation("deletePushRule").caller(USER).r0().to(this::delete),
                Route.get(RULE + "/enabled")
                        .operation("isPushRuleEnabled")
                        .caller(USER)
                        .r0()
                        .to(this::enabled),
                Route.put(RULE + "/enabled")
                        .operation("setPushRuleEnabled")
                        .caller(USER)
                        .r0()
                        .to(this::setEnabled),
                Route.get(RULE + "/actions")
                        .operation("getPushRuleActions")
                        .caller(USER)
                        .r0()
                        .to(this::actions),
                Route.put(RULE + "/actions")
                        .operation("setPushRuleActions")
                        .caller(USER)
                        .r0()
                        .to(this::setActions));
    }

    private JsonObject all(Request request) {
        return JsonObject.of("global", rules.rules(request.requester().user()).toJson());
    }

    private JsonObject global(Request request) {
        return rules.rules(request.requester().user()).toJson();
    }

    private JsonObject rule(Request request) {
        return found(request).toJson();
    }

    private PushRule found(Request request) {
        String ruleId = request.path("ruleId");
        PushRules known = rules.rules(request.requester().user());
        return RuleKind.of(request.path("kind"))
                .flatMap(kind -> known.rule(kind, ruleId))
                .orElseThrow(() -> MatrixError.notFound("There is no push rule " + ruleId));
    }

    private static RuleKind kind(Request request) {
        String kind = request.path("kind");
        return RuleKind.of(kind)
                .orElseThrow(
                        () -> MatrixError.invalidParam("'" + kind + "' is no kind of push rule"));
    }

    private JsonObject put(Request request) {
        RuleKind kind = kind(request);
        Optional<String> before = request.query("before");
        Optional<String> after = request.query("after");
        JsonObject body = request.body();
        rules.change(
                request.requester().user(),
                it ->
                        it.put(
                                kind,
                                request.path("ruleId"),
                                body,
                                before.orElse(null),
                                after.orElse(null)));
        return JsonObject.EMPTY;
    }

    private JsonObject delete(Request request) {
        RuleKind kind = kind(request);
        rules.change(request.requester().user(), it -> it.delete(kind, request.path("ruleId")));
        return JsonObject.EMPTY;
    }

    private JsonObject enabled(Request request) {
        return JsonObject.of("enabled", found(request).enabled());
    }

    record SetEnabled(boolean enabled) {}

    private JsonObject setEnabled(Request request) {
        RuleKind kind = kind(request);
        boolean enabled = request.body(SetEnabled.class).enabled();
        rules.change(
                request.requester().user(), it -> it.enable(kind, request.path("ruleId"), enabled));
        return JsonObject.EMPTY;
    }

    private JsonObject actions(Request request) {
        return JsonObject.of(
                "actions", found(request).toJson().array("actions").orElse(JsonArray.EMPTY));
    }

    record SetActions(JsonArray actions) {}

    private JsonObject setActions(Request request) {
        RuleKind kind = kind(request);
        JsonArray actions = request.body(SetActions.class).actions();
        rules.change(
                request.requester().user(), it -> it.act(kind, request.path("ruleId"), actions));
        return JsonObject.EMPTY;
    }
}
