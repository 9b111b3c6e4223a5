package myelin.uia;

import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.sql.Database;

/// Checks single stages, and notes those which are complete.
final class Stages {

    private final Database database;
    private final UiaSessionsTable table;
    private final RegistrationTokens registrationTokens;
    private final PasswordCheck passwordCheck;

    Stages(
            Database database,
            UiaSessionsTable table,
            RegistrationTokens registrationTokens,
            PasswordCheck passwordCheck) {
        this.database = database;
        this.table = table;
        this.registrationTokens = registrationTokens;
        this.passwordCheck = passwordCheck;
    }

    /// Checks a stage and notes that it is complete.
    ///
    /// @param auth what the client says, as in the `auth` of a request
    /// @return what it proved: a user id, a registration token, or nothing
    /// @throws MatrixError when it fails; 400 when it makes no sense to try the same again
    String complete(String session, String stage, JsonObject auth) {
        return switch (stage) {
            case Stage.DUMMY, Stage.TERMS -> noted(session, stage, "");
            case Stage.PASSWORD -> noted(session, stage, passwordCheck.check(auth).user().value());
            case Stage.REGISTRATION_TOKEN -> completeToken(session, auth);
            default -> throw MatrixError.unknown("Unknown authentication type");
        };
    }

    private String noted(String session, String stage, String result) {
        database.write(tx -> table.complete(tx, session, stage, result));
        return result;
    }

    private String completeToken(String session, JsonObject auth) {
        String token =
                auth.string("token")
                        .orElseThrow(() -> MatrixError.missingParam("Missing registration token"));
        boolean held =
                database.transact(tx -> {
                    if (table.completed(tx, session).containsKey(Stage.REGISTRATION_TOKEN)) {
                        return true;
                    }
                    if (!registrationTokens.begin(tx, token)) {
                        return false;
                    }
                    table.complete(tx, session, Stage.REGISTRATION_TOKEN, token);
                    return true;
                });
        if (!held) {
            throw MatrixError.unauthorized("Invalid registration token");
        }
        return token;
    }
}
