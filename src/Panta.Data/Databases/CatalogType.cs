using System.Collections.Immutable;

namespace Panta.Data.Databases;

/// <summary>What the server's catalog says of a type that is not built in, or is made of others.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">b base, c composite, d domain, e enum, and others.</param>
/// <param name="Element">The type of an array's elements; 0 where it is no array.</param>
/// <param name="Base">The type below a domain; 0 where it is none.</param>
/// <param name="Modifier">What a domain says of the type below it: digits of a numeric. −1: nothing.</param>
/// <param name="IsText">Whether its binary format is its text: an enum's is, citext's is.</param>
/// <param name="Fields">The fields of a composite type.</param>
sealed record CatalogType(uint Id, char Kind, uint Element, uint Base, int Modifier, bool IsText, ImmutableArray<CatalogField> Fields)
{
    // An array of fixed length is a base type with elements too, but its bytes are not an array's.
    const string Sql = """
        WITH RECURSIVE needed(id) AS (
          SELECT unnest($1::bigint[])::oid
          UNION
          SELECT part.id FROM needed JOIN pg_type t ON t.oid = needed.id CROSS JOIN LATERAL (
            SELECT t.typelem AS id WHERE t.typelem <> 0 AND t.typlen = -1
            UNION ALL SELECT t.typbasetype WHERE t.typtype = 'd'
            UNION ALL SELECT a.atttypid FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) part)
        SELECT t.oid::bigint, t.typtype::text, CASE WHEN t.typlen = -1 AND t.typcategory = 'A' THEN t.typelem ELSE 0 END::bigint, t.typbasetype::bigint,
          t.typtypmod,
          t.typtype = 'e' OR t.typname = 'citext', f.names, f.types, f.modifiers
        FROM needed JOIN pg_type t ON t.oid = needed.id LEFT JOIN LATERAL (
          SELECT array_agg(a.attname::text ORDER BY a.attnum) AS names, array_agg(a.atttypid::bigint ORDER BY a.attnum) AS types,
            array_agg(a.atttypmod ORDER BY a.attnum) AS modifiers
          FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) f ON true
        """;

    /// <summary>The types of those numbers, and all that they are made of.</summary>
    public static ImmutableDictionary<uint, CatalogType> Read(PostgresSession session, IEnumerable<uint> ids) =>
        session.Query(Sql, Of, ids.Select(id => (long)id).Distinct().ToArray()).ToImmutableDictionary(type => type.Id);

    static CatalogType Of(System.Data.Common.DbDataReader row)
    {
        var fields = row.IsDBNull(6) ? [] : row.GetFieldValue<string[]>(6)
            .Zip(row.GetFieldValue<long[]>(7), row.GetFieldValue<int[]>(8)).Select(field => new CatalogField(field.First, (uint)field.Second, field.Third));
        return new((uint)row.GetInt64(0), row.GetString(1)[0], (uint)row.GetInt64(2), (uint)row.GetInt64(3), row.GetInt32(4), row.GetBoolean(5), [.. fields]);
    }
}

/// <summary>A field of a composite type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The number of its type.</param>
/// <param name="Modifier">What is said of the type besides: digits of a numeric. −1: nothing.</param>
sealed record CatalogField(string Name, uint Type, int Modifier);
