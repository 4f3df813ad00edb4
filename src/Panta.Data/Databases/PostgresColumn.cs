using System.Collections.Immutable;
using Npgsql.Schema;
using Panta.Data.Schemas;

namespace Panta.Data.Databases;

/// <summary>One column of a query: its type here, how the server is asked for it, and what reads its fields.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of the column read.</param>
/// <param name="Form">The form in which it comes.</param>
sealed record PostgresColumn(string Name, DataType Type, PostgresForm Form)
{
    public static PostgresColumn Of(NpgsqlDbColumn column, PostgresNumerics numerics, ImmutableDictionary<uint, CatalogType> catalog)
    {
        var form = PostgresForm.Of(column.TypeOID, Digits(column), numerics, catalog);
        return new(column.ColumnName, form.Reader().Type, form);
    }

    /// <summary>The decimal type that is declared of a numeric column; null where none is.</summary>
    public static DataType? Digits(NpgsqlDbColumn column) =>
        column.NumericPrecision is { } precision ? PostgresForm.Decimal(precision, column.NumericScale ?? 0) : null;
}
