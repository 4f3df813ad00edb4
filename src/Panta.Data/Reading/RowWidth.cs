using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>About how many bytes of memory a row takes in our columns; texts, lists and their like are taken to be short.</summary>
static class RowWidth
{
    public static int Of(Schema schema) => schema.Fields.Sum(field => Of(field.Type));

    static int Of(DataType type) => type.Kind switch
    {
        TypeKind.Bool or TypeKind.Int8 => 1,
        TypeKind.Int16 => 2,
        TypeKind.Int32 or TypeKind.Float32 or TypeKind.Date => 4,
        TypeKind.Decimal => 16,
        TypeKind.String => 32,
        TypeKind.Binary => 64,
        TypeKind.Array or TypeKind.Map or TypeKind.Vector => 128,
        TypeKind.Struct => Of(type.Fields!),
        _ => 8,
    };
}
