namespace Panta.Server.Tests.Hostile;

/// <summary>Random filters and orders: mostly by the grammar, some of them damaged.</summary>
sealed class FilterGrammar(Random random)
{
    static readonly string[] Prefixes =
    [
        "metrics.", "metric.", "params.", "param.", "parameters.", "tags.", "tag.", "attributes.", "attribute.", "attr.", "run.", "dataset.", "datasets.", "", "", "x.", "`tags`.",
    ];

    static readonly string[] Keys =
    [
        "a", "m", "loss", "run_id", "run_name", "status", "start_time", "end_time", "created", "name", "digest", "context", "creation_time", "version_number", "source_path",
        "`a b`", "\"a b\"", "'a b'", "``", "`a", "mlflow.runName", "x.y.z", "größe", "🙂", "a-b", "user_id", "artifact_uri", "model_id", "`'; DROP TABLE runs; --`",
    ];

    static readonly string[] Operators =
        ["=", "!=", ">", ">=", "<", "<=", "LIKE", "like", "ILIKE", "IN", "NOT IN", "IS NULL", "IS NOT NULL", "==", "<>", "=>", "RLIKE", "NOT", "is not", "BETWEEN"];

    static readonly string[] Values =
    [
        "'a'", "\"a\"", "1", "-1", "1.5", "5e-1", ".5", "1e400", "-1e400", "99999999999999999999", "NaN", "'%'", "'%a%'", "'_'", "'a''b'", "''", "null", "('a','b')", "('a', )",
        "()", "(1, 2)", "'größe'", "'\\'", "'%%%%%%%%%%'", "a", "'FINISHED'", "'2'", "true", "0x10", "1_000", "'\u0000'", "'[a-z]*'", "'*?['",
    ];

    static readonly string[] Joins = [" AND ", " and ", " AND\n", "\tAND\t", " ", " OR ", ", ", "; ", " AND AND ", "AND"];

    static readonly char[] Noise = [' ', '\'', '"', '`', '(', ')', '.', ',', ';', '%', '=', '<', '\\', '\n', '\u00e9', '\u200b', '0', 'A', '-'];

    public string Filter()
    {
        var clauses = random.Next(12) == 0 ? random.Next(300) : random.Next(1, 5);
        var text = string.Join(Pick(Joins, 7), Enumerable.Range(0, clauses).Select(_ => Clause()));
        return random.Next(4) == 0 ? Damage(text) : text;
    }

    public string Order()
    {
        var text = Pick(Prefixes) + Pick(Keys) + Pick(["", " ASC", " DESC", " desc", " UP", "  ", " ASC DESC", ", a"], 4);
        return random.Next(5) == 0 ? Damage(text) : text;
    }

    public string Damage(string text)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(text.Length + 1);
            text = random.Next(4) switch
            {
                0 => text[..at],
                1 => text.Insert(at, Noise[random.Next(Noise.Length)].ToString()),
                2 => text.Insert(at, new string(Noise[random.Next(Noise.Length)], random.Next(1, 2000))),
                _ => text.Length == 0 ? "'" : text.Remove(Math.Min(at, text.Length - 1), 1),
            };
        }

        return text;
    }

    string Clause() => $"{Pick(Prefixes)}{Pick(Keys)}{(random.Next(5) == 0 ? "" : " ")}{Pick(Operators, 8)} {Pick(Values)}";

    // The first ones are the usual ones and come more often.
    string Pick(string[] from, int usual = 0) => from[usual > 0 && random.Next(3) > 0 ? random.Next(usual) : random.Next(from.Length)];
}
