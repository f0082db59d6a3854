/* Every operation and every item */
#include <calx/revision.h>

static void upgrade(calx_op *op)
{
    calx_create_table(op, "t",
        column(id, big_integer()),
        column(n, numeric(10, 2), .server_default = "0", ),
        column(e, nullable(enumeration("a", "b\"\\?\x41\101\u00e9")), .name = "E x"),
        column(b, boolean(), .unique = true),
        column(o, integer(), .references = "o.id",
            .on_delete = "cascade", .index = true),
        column(f, float()), column(d, date()), column(s, string(20)),
        unique(n, e), named("x", unique_index(o, n)),
        check("n > 0"), foreign_key((o, n), "u(a, b)", .on_update = "cascade"),
        primary_key(id, n));
    calx_drop_table(op, "t");
    calx_rename_table(op, "t", "u");
    calx_add_column(op, "t", column(a, text(), .references = "z(k)"));
    calx_drop_column(op, "t", "a");
    calx_alter_column(op, "t", column(a, string(9)));
    calx_rename_column(op, "t", "a", "b");
    calx_add_constraint(op, "t", unique(a, b));
    calx_drop_constraint(op, "t", "uq_t_a_b");
    calx_create_index(op, "t", index(a));
    calx_drop_index(op, "t", "ix_t_a");
    calx_execute(op, "SELECT "
        "1"); // done
    (void)op;
}

static void downgrade(calx_op *op) { }

CALX_REVISION(abc_1, .down_revision = "a, b", .branch_labels = "l",
    .depends_on = "d", .upgrade = upgrade, .downgrade = downgrade);
