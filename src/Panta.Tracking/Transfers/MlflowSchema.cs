using System.Data;
using Microsoft.Data.Sqlite;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Transfers;

/// <summary>
/// Which tables and columns a database of MLflow's has. MLflow's schema only ever grew by what is read here, so an older one is the newest with parts left out.
/// </summary>
sealed class MlflowSchema
{
    // MLflow's migrations in their order, by the ids that alembic_version names: from MLflow 1.3, which made latest_metrics, to MLflow 3.17.
    static readonly string[] Readable = """
        89d4b8295536 2b4d017a5e9b cfd24bdc0731 0a8213491aaa 728d730b5ebd 27a6a02d2cf1 84291f40a231 a8c4a736bde6 39d1c3be5f05 c48cb773bb87 bd07f7e963c5
        0c779009ac13 cc1f77228345 97727af70f4d 3500859a5d39 7f2a7d5fae7d 2d6e25af4d3e acf3f17fdcc7 867495a8f9d4 5b0e9adcef9c 4465047574b1 f5a4f2784254
        0584bdc529eb 400f98739977 6953534de441 bda7b8c39065 cbc13b556ace 770bee3ae1dd a1b2c3d4e5f6 de4033877273 1a0cddfcaa16 534353b11cbc 71994744cf8e
        3da73c924c2f bf29a5ff90ea 1bd49d398cd23 b7c8d9e0f1a2 5d2d30f0abce c9d4e5f6a7b8 2c33131f4dae d3e4f5a6b7c8 d0e1f2a3b4c5 c8d9e0f1a2b3 1b5f0d9ad7c1
        e1f2a3b4c5d6 76601a5f987d c3d6457b6d8a a5b4c3d2e1f0 ae8bbe7743c9 7d34483879f0 da6fb0208061 89d3d66ed43f b7e4c1a90f23 a8b9c0d1e2f3 c1d2e3f4a5b6
        c3d9e7f1a2b4 6f8d9c3b2a1e 1971f2d9a75b 17e22815139b b7e2c1a4d9f3 75868b020152 dc11669786a5
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    static readonly string[] TooOld = ["451aebb31d03", "90e64c465722", "181f10493468", "df50e92ffc5e", "7ac759974ad8"];

    const string Revision = "alembic_version";

    readonly HashSet<(string Table, string Column)> _columns;
    readonly HashSet<string> _tables;

    MlflowSchema(IReadOnlyList<(string Table, string Column)> columns)
    {
        _columns = [.. columns];
        _tables = [.. columns.Select(c => c.Table)];
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="StoreException">It is none of MLflow's, or older or newer than what can be read.</exception>
    public static MlflowSchema Read(IDbConnection connection, string place)
    {
        var schema = new MlflowSchema(connection.Rows(
            connection is SqliteConnection
                ? "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
                : "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()",
            r => (r.GetString(0), r.GetString(1))));
        if (!schema.Has(Revision)) throw OfAnother(schema, place);

        RequireRevision(connection.First($"SELECT version_num FROM {Revision}", r => r.GetString(0)) ?? "none", place);
        return schema;
    }

    public bool Has(string table) => _tables.Contains(table);

    /// <summary>A column as an expression; another one where the table has no such column.</summary>
    /// <param name="name">The table and the column, as <c>runs.deleted_time</c>.</param>
    /// <param name="otherwise">The other expression.</param>
    public string Column(string name, string otherwise = "NULL")
    {
        var parts = name.Split('.');
        return _columns.Contains((parts[0], parts[1])) ? parts[1] : otherwise;
    }

    /// <summary>A condition that the parameter 0 names a row's workspace; before there were workspaces everything was in the one.</summary>
    public string InWorkspace(string table) => $"{Column(table + ".workspace", "@0")} = @0";

    static StoreException OfAnother(MlflowSchema schema, string place) => new(
        place,
        schema.Has("migrations") && schema.Has("alias_history")
            ? "is a store of Panta's, not of MLflow's. Write it out with 'panta export jsonl FOLDER --data DATA', where DATA is its data folder, and bring it in "
                + "with 'panta import jsonl FOLDER'."
            : $"is none of MLflow's: it has no table '{Revision}'. Give what 'mlflow server' has as --backend-store-uri.");

    static void RequireRevision(string revision, string place)
    {
        if (Readable.Contains(revision)) return;

        throw new StoreException(
            place,
            TooOld.Contains(revision)
                ? $"is an MLflow store of schema revision '{revision}', older than MLflow 1.3; those of MLflow 1.3 to 3.17 are read. Make a copy, bring that up to "
                    + "date with 'mlflow db upgrade' of MLflow 3.17, and import it."
                : $"is an MLflow store of schema revision '{revision}', which is not one of MLflow 1.3 to 3.17. If it is newer: start 'mlflow server' on it and "
                    + "import from that address.");
    }
}
