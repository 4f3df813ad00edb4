using System.Text.Json;
using Panta.Data.Delta;
using Panta.Data.Schemas;

namespace Panta.Data.Tests.Delta;

/// <summary>Schemas as golden/delta has them.</summary>
static class GoldenSchema
{
    /// <summary>Requires the same names, types and nullability.</summary>
    public static void RequireSame(JsonElement expected, Schema read) => Assert.Equal(Text(SchemaJson.Read(expected.GetRawText(), "golden")), Text(read));

    static string Text(Schema schema) => string.Join(", ", schema.Fields.Select(field => $"{field.Name}: {Text(field.Type)}{(field.Nullable ? "" : " not null")}"));

    static string Text(DataType type) => type.Kind switch
    {
        TypeKind.Struct => $"struct<{Text(type.Fields!)}>",
        TypeKind.Array => $"array<{Text(type.Element!)}>",
        TypeKind.Map => $"map<{Text(type.Key!)}, {Text(type.Element!)}>",
        _ => type.ToString(),
    };
}
